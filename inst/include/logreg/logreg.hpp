#pragma once

#include "fit/fit.hpp"
#include "inference/information.hpp"
#include "loss/logistic.hpp"
#include "penalty/registry.hpp"
#include "solver/registry.hpp"
#include "support/stable_math.hpp"
