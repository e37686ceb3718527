#include "features/frame_feature.h"

#include "base/error.h"

namespace earshot::features {

std::unique_ptr<FrameFeature> make_frame_feature(const FeatureConfig& config) {
  switch (config.kind) {
    case Kind::kSpectrum: return make_spectrum(config);
    case Kind::kPower: return make_power(config);
    case Kind::kMel: return make_mel(config);
    case Kind::kLogMel:
    case Kind::kMfcc: return make_log_mel(config);
    case Kind::kRms: return make_rms(config);
    case Kind::kZeroCrossingRate: return make_zero_crossing_rate(config);
    case Kind::kCentroid: return make_centroid(config);
    case Kind::kBandwidth: return make_bandwidth(config);
    case Kind::kRolloff: return make_rolloff(config);
    case Kind::kFlatness: return make_flatness(config);
    case Kind::kChroma: return make_chroma(config);
    case Kind::kPcen: return make_pcen(config);
    case Kind::kWaveform: break;
  }
  throw Error(ErrorCode::kInternal, "A waveform has no frames to compute features from.");
}

}  // namespace earshot::features
