// The spelling of every enum of a FeatureConfig, on the command line and in model files alike.
#include <algorithm>
#include <array>
#include <utility>

#include "base/error.h"
#include "features/feature_config.h"

namespace earshot::features {
namespace {

using preprocess::ClipTail;
using preprocess::LevelNormalization;
using preprocess::ShortClip;

template <class Enum, std::size_t N>
struct Names {
  std::string_view what;
  std::array<std::pair<std::string_view, Enum>, N> entries;
};
template <class Enum, std::size_t N>
Names(std::string_view, std::array<std::pair<std::string_view, Enum>, N>) -> Names<Enum, N>;

template <class Enum, class... Entry>
constexpr auto names(std::string_view what, Entry... entry) {
  return Names<Enum, sizeof...(Entry)>{what, {{std::pair<std::string_view, Enum>(entry)...}}};
}
template <class Enum>
constexpr std::pair<std::string_view, Enum> is(std::string_view name, Enum value) {
  return {name, value};
}

template <class Enum>
constexpr auto kNames = nullptr;
template <>
constexpr auto kNames<Kind> = names<Kind>("feature kind", is("waveform", Kind::kWaveform),
                                          is("spectrum", Kind::kSpectrum), is("power", Kind::kPower),
                                          is("mel", Kind::kMel), is("logmel", Kind::kLogMel), is("mfcc", Kind::kMfcc),
                                          is("rms", Kind::kRms), is("zcr", Kind::kZeroCrossingRate),
                                          is("centroid", Kind::kCentroid), is("bandwidth", Kind::kBandwidth),
                                          is("rolloff", Kind::kRolloff), is("flatness", Kind::kFlatness),
                                          is("chroma", Kind::kChroma), is("pcen", Kind::kPcen));
template <>
constexpr auto kNames<Window> = names<Window>("window", is("hann", Window::kHann), is("hamming", Window::kHamming),
                                              is("blackman", Window::kBlackman), is("flattop", Window::kFlatTop),
                                              is("boxcar", Window::kBoxcar), is("triangular", Window::kTriangular),
                                              is("triang", Window::kTriangular));  // SciPy's name, read but not written
template <>
constexpr auto kNames<PadMode> = names<PadMode>("padding mode", is("constant", PadMode::kConstant),
                                                is("reflect", PadMode::kReflect), is("edge", PadMode::kEdge));
template <>
constexpr auto kNames<FrameLength> = names<FrameLength>("frame length", is("n_fft", FrameLength::kNfft),
                                                        is("win_length", FrameLength::kWinLength));
template <>
constexpr auto kNames<MelScale> = names<MelScale>("mel scale", is("slaney", MelScale::kSlaney),
                                                  is("htk", MelScale::kHtk));
template <>
constexpr auto kNames<MelNorm> = names<MelNorm>("mel norm", is("slaney", MelNorm::kSlaney), is("none", MelNorm::kNone));
template <>
constexpr auto kNames<MelTriangles> = names<MelTriangles>("axis of the mel triangles", is("hz", MelTriangles::kHz),
                                                          is("mel", MelTriangles::kMel));
template <>
constexpr auto kNames<LogScale> = names<LogScale>("log scale", is("db", LogScale::kDb),
                                                  is("natural", LogScale::kNatural));
template <>
constexpr auto kNames<DbRef> = names<DbRef>("decibel reference", is("one", DbRef::kOne), is("max", DbRef::kMax));
template <>
constexpr auto kNames<Pooling> = names<Pooling>("pooling", is("none", Pooling::kNone), is("mean", Pooling::kMean),
                                                is("mean_std", Pooling::kMeanStd), is("bins", Pooling::kBins));
template <>
constexpr auto kNames<LevelNormalization> = names<LevelNormalization>("level normalization",
                                                                      is("none", LevelNormalization::kNone),
                                                                      is("peak", LevelNormalization::kPeak),
                                                                      is("rms", LevelNormalization::kRms));
template <>
constexpr auto kNames<ShortClip> = names<ShortClip>("treatment of short clips", is("zero_pad", ShortClip::kZeroPad),
                                                    is("repeat", ShortClip::kRepeat), is("keep", ShortClip::kKeep));
template <>
constexpr auto kNames<ClipTail> = names<ClipTail>("treatment of the clip's tail", is("drop", ClipTail::kDrop),
                                                  is("pad", ClipTail::kPad), is("keep", ClipTail::kKeep));

}  // namespace

template <class Enum>
std::string enum_names() {
  std::string list;
  for (const auto& entry : kNames<Enum>.entries) {
    if (!list.empty()) list += ", ";
    list += entry.first;
  }
  return list;
}

template <class Enum>
Enum enum_from_name(std::string_view name) {
  for (const auto& entry : kNames<Enum>.entries) {
    if (entry.first == name) return entry.second;
  }
  throw Error(ErrorCode::kInvalidConfig, "Unknown " + std::string(kNames<Enum>.what) + " \"" + std::string(name) +
                                             "\"; choose one of " + enum_names<Enum>() + ".");
}

template <class Enum>
std::string_view enum_name(Enum value) {
  for (const auto& entry : kNames<Enum>.entries) {
    if (entry.second == value) return entry.first;
  }
  throw Error(ErrorCode::kInvalidConfig,
              "The " + std::string(kNames<Enum>.what) + " must be one of " + enum_names<Enum>() + ".");
}

#define EARSHOT_NAMED_ENUM(Enum)                        \
  template std::string enum_names<Enum>();              \
  template Enum enum_from_name<Enum>(std::string_view); \
  template std::string_view enum_name<Enum>(Enum)
EARSHOT_NAMED_ENUM(Kind);
EARSHOT_NAMED_ENUM(Window);
EARSHOT_NAMED_ENUM(PadMode);
EARSHOT_NAMED_ENUM(FrameLength);
EARSHOT_NAMED_ENUM(MelScale);
EARSHOT_NAMED_ENUM(MelNorm);
EARSHOT_NAMED_ENUM(MelTriangles);
EARSHOT_NAMED_ENUM(LogScale);
EARSHOT_NAMED_ENUM(DbRef);
EARSHOT_NAMED_ENUM(Pooling);
EARSHOT_NAMED_ENUM(LevelNormalization);
EARSHOT_NAMED_ENUM(ShortClip);
EARSHOT_NAMED_ENUM(ClipTail);
#undef EARSHOT_NAMED_ENUM

Kind kind_from_name(std::string_view name) { return enum_from_name<Kind>(name); }
std::string_view kind_name(Kind kind) { return enum_name(kind); }

}  // namespace earshot::features
