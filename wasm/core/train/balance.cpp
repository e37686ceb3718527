#include "train/balance.h"

#include <algorithm>
#include <limits>

namespace earshot::train {

std::vector<std::size_t> undersample(const Dataset& dataset, std::span<const std::size_t> indices, Rng& rng) {
  std::vector<std::vector<std::size_t>> by_label(dataset.labels.size());
  for (const std::size_t i : indices) by_label[static_cast<std::size_t>(dataset.examples[i].label)].push_back(i);
  std::size_t least = std::numeric_limits<std::size_t>::max();
  for (const auto& members : by_label) {
    if (!members.empty()) least = std::min(least, members.size());
  }
  std::vector<std::size_t> out;
  for (std::vector<std::size_t>& members : by_label) {
    rng.shuffle(std::span(members));
    out.insert(out.end(), members.begin(),
               members.begin() + static_cast<std::ptrdiff_t>(std::min(least, members.size())));
  }
  std::sort(out.begin(), out.end());
  return out;
}

}  // namespace earshot::train
