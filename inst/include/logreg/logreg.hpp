#pragma once

#include "fit/fit.hpp"
#include "inference/leverage.hpp"
#include "inference/residuals.hpp"
#include "loss/logistic.hpp"
#include "penalty/registry.hpp"
#include "solver/registry.hpp"
#include "support/stable_math.hpp"
