#pragma once

#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "../support/error.hpp"
#include "../support/types.hpp"

namespace logreg {

/// One option of a solver: the only home of its name, default and range. Switches are 0 or 1.
/// A default of NaN means that the value is derived from the data; users write NULL for it.
struct OptionSpec {
  std::string name;
  double fallback;
  double minimum;
  double maximum;
  bool whole;             ///< must be a whole number
  bool open_minimum;      ///< the minimum itself is not allowed
  bool open_maximum;
  const char* description;
};

/// The values of a solver's options, checked against their specs.
class Options {
 public:
  explicit Options(std::vector<OptionSpec> specs) : specs_(std::move(specs)) {
    for (const OptionSpec& spec : specs_) values_.push_back(spec.fallback);
  }

  void set(const std::string& name, double value) {
    const std::size_t place = find(name);
    const OptionSpec& spec = specs_[place];
    const bool derived = std::isnan(value) && std::isnan(spec.fallback);
    const bool below = spec.open_minimum ? value <= spec.minimum : value < spec.minimum;
    const bool above = spec.open_maximum ? value >= spec.maximum : value > spec.maximum;
    const bool fraction = spec.whole && value != std::floor(value);
    require(derived || (!std::isnan(value) && !below && !above && !fraction),
            "option '" + name + "' is out of its range: " + spec.description);
    values_[place] = value;
  }

  double get(const std::string& name) const {
    return values_[find(name)];
  }
  bool is_derived(const std::string& name) const { return std::isnan(get(name)); }
  bool is_on(const std::string& name) const { return get(name) != 0; }
  Index count(const std::string& name) const { return static_cast<Index>(get(name)); }

 private:
  std::size_t find(const std::string& name) const {
    for (std::size_t k = 0; k < specs_.size(); ++k)
      if (specs_[k].name == name) return k;
    throw InputError("the solver has no option '" + name + "'");
  }

  std::vector<OptionSpec> specs_;
  std::vector<double> values_;  // in the order of the specs
};

}  // namespace logreg
