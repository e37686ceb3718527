#include "train/recipe.h"

#include "train/layers/layer.h"
#include "train/options.h"

namespace earshot::train {
namespace {

nn::OptimizerConfig read_optimizer(const Json& json) {
  Options options(json, "recipe: training.optimizer");
  nn::OptimizerConfig out;
  out.kind = static_cast<nn::OptimizerKind>(
      options.choice("type", {"sgd", "rmsprop", "adam", "adamw"}, static_cast<int>(out.kind)));
  const float default_rate = out.kind == nn::OptimizerKind::kSgd ? 0.01F : 0.001F;  // Keras' defaults
  out.learning_rate = options.number("learning_rate", default_rate, 1e-9, 100.0);
  out.momentum = options.number("momentum", out.momentum, 0.0, 0.9999);
  out.nesterov = options.flag("nesterov", out.nesterov);
  out.rho = options.number("rho", out.rho, 0.0, 0.9999);
  out.beta_1 = options.number("beta_1", out.beta_1, 0.0, 0.99999);
  out.beta_2 = options.number("beta_2", out.beta_2, 0.0, 0.999999);
  out.epsilon = options.number("epsilon", out.epsilon, 1e-12, 1.0);
  out.weight_decay = options.number("weight_decay", out.kind == nn::OptimizerKind::kAdamW ? 0.004F : 0.0F, 0.0, 10.0);
  options.reject_unknown();
  out.validate();
  return out;
}

ScheduleConfig read_schedule(const Json& json) {
  Options options(json, "recipe: training.lr_schedule");
  ScheduleConfig out;
  out.kind = static_cast<ScheduleKind>(options.choice("type", {"constant", "step", "cosine", "one_cycle"}, 0));
  out.every_epochs = options.integer("every_epochs", out.every_epochs, 1, 100000);
  out.factor = options.number("factor", out.factor, 0.0, 1.0);
  out.warmup_fraction = options.number("warmup_fraction", out.warmup_fraction, 0.0, 1.0);
  out.final_fraction = options.number("final_fraction", out.final_fraction, 0.0, 1.0);
  options.reject_unknown();
  return out;
}

Metric read_metric(Options& options, Metric otherwise) {
  return static_cast<Metric>(
      options.choice("metric", {"val_loss", "val_accuracy", "loss", "accuracy"}, static_cast<int>(otherwise)));
}

TrainingConfig read_training(const Json& json) {
  Options options(json, "recipe: training");
  TrainingConfig out;
  if (const Json* optimizer = options.object("optimizer")) out.optimizer = read_optimizer(*optimizer);
  if (const Json* schedule = options.object("lr_schedule")) out.schedule = read_schedule(*schedule);
  out.batch_size = options.integer("batch_size", out.batch_size, 1, 65536);
  out.epochs = options.integer("epochs", out.epochs, 1, 1000000);
  out.keep = static_cast<Keep>(options.choice("keep", {"best", "last"}, 0));
  out.metric = read_metric(options, out.metric);
  if (const Json* stopping = options.object("early_stopping")) {
    Options inner(*stopping, "recipe: training.early_stopping");
    out.metric = read_metric(inner, out.metric);
    out.patience = inner.required_integer("patience", 1, 1000000);
    inner.reject_unknown();
  }
  out.label_smoothing = options.number("label_smoothing", 0.0F, 0.0, 0.99);
  out.outlier_share = options.number("outlier_share", 0.25F, 0.0, 4.0);
  out.balanced_classes = options.choice("class_weights", {"none", "balanced"}, 0) == 1;
  out.balance = static_cast<Balance>(options.choice("balance", {"none", "undersample"}, 0));
  out.shards = options.integer("shards", out.shards, 1, 1024);
  out.l2 = options.number("l2", 0.0F, 0.0, 100.0);
  out.clip_norm = options.number("clip_norm", 0.0F, 0.0, 1e9);
  if (const Json* average = options.object("weight_average")) {
    Options inner(*average, "recipe: training.weight_average");
    out.weight_average_decay = inner.number("decay", out.weight_average_decay, 0.0, 0.999999);
    inner.reject_unknown();
  }
  options.reject_unknown();
  return out;
}

SplitConfig read_split(const Json& json) {
  Options options(json, "recipe: split");
  SplitConfig out;
  out.kind = static_cast<SplitKind>(options.choice(
      "type", {"ratio", "stratified", "folds", "leave_one_group_out", "official_folds"}, static_cast<int>(out.kind)));
  out.unit = static_cast<SplitUnit>(options.choice("unit", {"piece", "clip", "group"}, static_cast<int>(out.unit)));
  out.validation = static_cast<double>(options.number("validation", 0.2F, 0.0, 0.99));
  out.test = static_cast<double>(options.number("test", 0.0F, 0.0, 0.99));
  out.folds = options.integer("folds", out.folds, 2, 1000);
  out.validate_on_next_fold = options.flag("validate_on_next_fold", false);
  options.reject_unknown();
  out.validate();
  return out;
}

preprocess::WaveformAugmentConfig read_waveform_augment(const Json& json) {
  Options options(json, "recipe: augment.waveform");
  preprocess::WaveformAugmentConfig out;
  out.probability = options.number("probability", out.probability, 0.0, 1.0);
  out.shift_s = options.number("shift_s", out.shift_s, 0.0, 60.0);
  out.speed = options.range("speed", out.speed, 0.5, 2.0);
  out.pitch_semitones = options.range("pitch_semitones", out.pitch_semitones, -12.0, 12.0);
  out.gain_db = options.range("gain_db", out.gain_db, -60.0, 60.0);
  out.noise = options.has("noise_snr_db");
  out.noise_snr_db = options.range("noise_snr_db", out.noise_snr_db, -40.0, 120.0);
  out.background = options.has("background_snr_db");
  out.background_snr_db = options.range("background_snr_db", out.background_snr_db, -40.0, 120.0);
  options.reject_unknown();
  out.validate();
  return out;
}

FeatureAugmentConfig read_feature_augment(const Json& json) {
  Options options(json, "recipe: augment.features");
  FeatureAugmentConfig out;
  out.time_masks = options.integer("time_masks", out.time_masks, 0, 100);
  out.time_mask = options.number("time_mask", out.time_mask, 0.0, 1.0);
  out.frequency_masks = options.integer("frequency_masks", out.frequency_masks, 0, 100);
  out.frequency_mask = options.number("frequency_mask", out.frequency_mask, 0.0, 1.0);
  out.time_warp = options.number("time_warp", out.time_warp, 0.0, 0.2);
  out.frequency_warp = options.number("frequency_warp", out.frequency_warp, 0.0, 0.2);
  out.time_shift = options.number("time_shift", out.time_shift, 0.0, 0.5);
  out.time_crop = options.number("time_crop", out.time_crop, 0.0, 0.4);
  out.level = options.number("level", out.level, 0.0, 1000.0);
  out.filter = options.number("filter", out.filter, 0.0, 60.0);
  out.noise = options.has("noise_snr_db");
  out.noise_snr_db = options.range("noise_snr_db", out.noise_snr_db, -40.0, 120.0);
  options.reject_unknown();
  return out;
}

void read_augment(const Json& json, Recipe& recipe) {
  Options options(json, "recipe: augment");
  if (const Json* waveform = options.object("waveform")) recipe.waveform_augment = read_waveform_augment(*waveform);
  if (const Json* features = options.object("features")) recipe.feature_augment = read_feature_augment(*features);
  recipe.training.mixup = options.number("mixup", 0.0F, 0.0, 10.0);
  options.reject_unknown();
}

}  // namespace

Recipe recipe_from_json(std::string_view json) {
  const Json document = parse_json(json, "The recipe", ErrorCode::kInvalidConfig);
  Options options(document, "recipe");
  Recipe out;
  out.name = options.text("name", "");
  out.description = options.text("description", "");
  if (out.name.empty()) options.fail("name is missing");
  const Json* features = options.object("features");
  out.features_json = features == nullptr ? "{}" : features->dump();
  const Json* network = options.object("network");
  if (network == nullptr) options.fail("network is missing");
  Options network_options(*network, "recipe: network");
  if (const Json* layers = network_options.array("layers")) out.layers.assign(layers->begin(), layers->end());
  network_options.reject_unknown();
  for (std::size_t i = 0; i < out.layers.size(); ++i) (void)layer_type(out.layers[i], i);
  out.output = static_cast<Output>(options.choice("output", {"softmax", "sigmoid"}, 0));
  out.standardize =
      static_cast<Standardize>(options.choice("standardize", {"per_coefficient", "per_element", "none"}, 0));
  if (const Json* training = options.object("training")) out.training = read_training(*training);
  if (const Json* split = options.object("split")) out.split = read_split(*split);
  if (const Json* augment = options.object("augment")) read_augment(*augment, out);
  options.reject_unknown();
  return out;
}

}  // namespace earshot::train
