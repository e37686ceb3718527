#include "clip_job.h"

#include <utility>

#include "audio/mixdown.h"
#include "base/error.h"

namespace earshot::bindings {

ClipJob::ClipJob(std::shared_ptr<classify::Classifier> classifier, audio::ClipInfo info, const ClipJobOptions& options)
    : classifier_(std::move(classifier)),
      info_(std::move(info)),
      clip_(*classifier_, info_.frame_rate_hz, static_cast<std::size_t>(info_.channels), {.overlap = options.overlap}) {
  if (options.columns > 0) {
    peaks_.emplace(info_.frame_count, options.columns);
    spectrogram_.emplace(info_.frame_rate_hz, info_.frame_count);
  }
}

ClipJob::ClipJob(std::shared_ptr<classify::Classifier> classifier, audio::WavHeader header,
                 const ClipJobOptions& options)
    : ClipJob(std::move(classifier), audio::WavReader(header).info(), options) {
  wav_.emplace(std::move(header));
}

void ClipJob::accept(Planar channels) {
  clip_.accept(channels);
  for (const auto& channel : channels) level_.accept(channel);
  if (peaks_) {
    mono_.resize(channels.empty() ? 0 : channels.front().size());
    audio::mixdown(channels, mono_);
    peaks_->accept(mono_);
    spectrogram_->accept(mono_);
  }
}

void ClipJob::accept_bytes(std::span<const std::uint8_t> bytes) {
  require(wav_.has_value(), ErrorCode::kInvalidArgument, "This clip takes samples, not bytes.");
  accept(wav_->decode(bytes));
}

ClipResult ClipJob::finish() {
  ClipResult result;
  result.prediction = clip_.finish();
  result.info = wav_ ? wav_->info() : info_;
  result.info.dbfs = level_.dbfs();
  if (peaks_) {
    result.peaks.assign(peaks_->values().begin(), peaks_->values().end());
    result.spectrogram = spectrogram_->finish();
    result.bands = spectrogram_->bands();
  }
  return result;
}

}  // namespace earshot::bindings
