#include "stream_job.h"

#include <algorithm>
#include <utility>

namespace earshot::bindings {
namespace {

// 50 columns a second: one for each picture that a page draws, roughly.
int live_hop(int sample_rate) { return std::max(1, sample_rate / 50); }

}  // namespace

StreamJob::StreamJob(std::shared_ptr<classify::Classifier> classifier, int sample_rate,
                     const classify::StreamOptions& options, bool with_frames)
    : classifier_(std::move(classifier)),
      stream_(*classifier_, sample_rate, options, [this](const classify::StreamUpdate& update) {
        updates_.push_back(
            {update, {update.scores.begin(), update.scores.end()}, {update.smoothed.begin(), update.smoothed.end()}});
      }) {
  if (with_frames) {
    mel_.emplace(sample_rate, live_hop(sample_rate), [this](std::span<const float> rows) {
      for (const float power : rows) frames_.push_back(decibels(power, 1.0F, kFloorDb));
    });
  }
}

void StreamJob::accept(std::span<const float> mono) {
  updates_.clear();
  frames_.clear();
  stream_.accept(mono);
  if (mel_) mel_->accept(mono);
}

}  // namespace earshot::bindings
