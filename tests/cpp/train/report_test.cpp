// train/report: what is judged, and the page and the JSON made of it.
#include "train/report.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "support/tiny_model.h"
#include "train/envelope_chart.h"
#include "train/history.h"
#include "train/report/html_text.h"
#include "train/report/svg_plot.h"
#include "train/report_html.h"
#include "train/report_json.h"

using namespace earshot;
using namespace earshot::train;

namespace {

const char* const kEvil = "<script>alert('x')</script> & \"co\"";

ClipScores scores_of(std::vector<float> data, std::vector<int> truth, std::int64_t classes) {
  ClipScores out;
  out.truth = std::move(truth);
  out.scores = Tensor({static_cast<std::int64_t>(out.truth.size()), classes}, std::move(data));
  for (std::size_t i = 0; i < out.truth.size(); ++i) {
    out.clips.push_back("clip" + std::to_string(i));
    out.part.push_back(0);
  }
  return out;
}

Report full_report() {
  Report report;
  report.title = kEvil;
  report.subtitle = kEvil;
  report.facts = {{kEvil, kEvil}};
  report.warnings = {kEvil};
  report.labels = {kEvil, "b"};
  report.data_description = kEvil;
  report.data = check_data(report.labels, std::vector<ClipFacts>{{kEvil, 0, 1.0, 0, ""}, {kEvil, 1, 1.0, 0, kEvil}});
  report.split_description = kEvil;
  report.parts = {{"training", {3, 4}}};
  report.network = summarise_network(earshot::testing::tiny_model(), {1, 8});
  report.network->steps[0].op = kEvil;
  const double nan = std::numeric_limits<double>::quiet_NaN();
  report.history = {
      {1, 2.0, 0.4, nan, nan, 0.001, 0.5}, {2, nan, 0.6, nan, nan, 0.001, 0.5}, {3, 1.0, 0.8, nan, nan, 0.001, 0.5}};
  report.best_epoch = 3;
  report.folds = {{kEvil, accuracy(1, 2), 3}};
  ClipScores scores = scores_of({0.9F, 0.1F, 0.2F, 0.8F, 0.3F, 0.7F, 0.6F, 0.4F}, {0, 1, 0, 0}, 2);
  scores.clips[2] = kEvil;
  report.judgement = judge(scores, {.on = kEvil, .threshold = 0.65});
  return report;
}

std::size_t count_of(const std::string& text, const std::string& what) {
  std::size_t n = 0;
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++n;
  return n;
}

// Opening and closing tags pair up, as an XML reader would have it; void elements excepted.
void check_nesting(const std::string& html) {
  static const std::set<std::string> kVoid = {"meta", "!doctype", "br", "img", "link", "input", "hr"};
  std::vector<std::string> open;
  for (std::size_t at = html.find('<'); at != std::string::npos; at = html.find('<', at + 1)) {
    const std::size_t end = html.find('>', at);
    REQUIRE(end != std::string::npos);
    const bool closing = html[at + 1] == '/';
    std::size_t name_end = at + (closing ? 2 : 1);
    const std::size_t name_start = name_end;
    while (name_end < end && html[name_end] != ' ' && html[name_end] != '/') ++name_end;
    const std::string name = html.substr(name_start, name_end - name_start);
    if (kVoid.count(name) != 0 || html[end - 1] == '/') continue;
    if (!closing) {
      open.push_back(name);
      continue;
    }
    REQUIRE_MESSAGE(!open.empty(), "stray </" << name << ">");
    REQUIRE_MESSAGE(open.back() == name, "</" << name << "> closes <" << open.back() << ">");
    open.pop_back();
  }
  CHECK(open.empty());
}

}  // namespace

TEST_CASE("report: labels, file names and every other text of the user are escaped") {
  const std::string page = report_html(full_report());
  CHECK(page.find("<script") == std::string::npos);
  CHECK(page.find("alert('x')") == std::string::npos);
  CHECK(count_of(page, "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; &quot;co&quot;") > 15);
  check_nesting(page);
}

TEST_CASE("report: the page is self-contained and has a table for every chart") {
  const std::string page = report_html(full_report());
  for (const char* foreign : {"http://", "https://", "src=", "@import", "url(", "<link", "onload", "javascript:"}) {
    CHECK_MESSAGE(page.find(foreign) == std::string::npos, foreign);
  }
  CHECK(page.find("prefers-color-scheme:dark") != std::string::npos);
  CHECK(page.find("@media print") != std::string::npos);
  for (const char* id :
       {"summary", "folds", "confusion", "classes", "roc", "calibration", "mistakes", "curves", "network", "data"}) {
    const std::size_t start = page.find("<section id=\"" + std::string(id) + "\"");
    REQUIRE_MESSAGE(start != std::string::npos, id);
    CHECK(page.find("href=\"#" + std::string(id) + "\"") != std::string::npos);
    const std::string body = page.substr(start, page.find("</section>", start) - start);
    if (body.find("<figure>") != std::string::npos) CHECK_MESSAGE(body.find("<table") != std::string::npos, id);
  }
  CHECK(page.find("nan") == std::string::npos);
  CHECK(page.find("inf") == page.find("inference"));
}

TEST_CASE("report: an empty report is a page too, and a class without clips does no harm") {
  Report report;
  report.title = "nothing";
  check_nesting(report_html(report));
  report.labels = {"a", "b", "c"};
  report.judgement = judge(scores_of({0.9F, 0.1F, 0.0F}, {0}, 3), {.on = "one clip"});
  const std::string page = report_html(report);
  check_nesting(page);
  CHECK(page.find("id=\"roc\"") != std::string::npos);
  CHECK(page.find("Every clip was recognised") != std::string::npos);
}

TEST_CASE("report: the JSON keeps the keys of an evaluation and adds what was rejected") {
  const Report report = full_report();
  const Json json = to_json(*report.judgement, report.labels);
  for (const char* key :
       {"n", "correct", "accuracy", "interval_95", "macro_f1", "log_loss", "labels", "confusion", "per_class",
        "threshold", "rejected", "accuracy_of_accepted", "roc_auc", "calibration", "mistakes"}) {
    CHECK_MESSAGE(json.contains(key), key);
  }
  // Best scores .9 right, .8 right, .7 wrong, .6 right: one is below 0.65.
  CHECK(json["n"] == 4);
  CHECK(json["accuracy"] == 0.75);
  CHECK(json["rejected"] == 1);
  CHECK(json["accuracy_of_accepted"].get<double>() == doctest::Approx(2.0 / 3.0));
  CHECK(json["mistakes"].size() == 1);
  CHECK(json["mistakes"][0]["clip"] == kEvil);
}

TEST_CASE("report: the temperature comes from the validation part when there is one, else from the other clips") {
  ClipScores test = scores_of({0.9F, 0.1F, 0.2F, 0.8F, 0.9F, 0.1F, 0.6F, 0.4F}, {0, 1, 1, 0}, 2);
  const ClipScores validation = scores_of({0.99F, 0.01F, 0.99F, 0.01F, 0.01F, 0.99F, 0.01F, 0.99F}, {0, 1, 1, 0}, 2);
  const Judgement fitted = judge(test, {.on = "test", .validation = &validation});
  // Right half of the time whatever is said: scores say nothing, and the temperature is the largest there is.
  CHECK(fitted.temperature == doctest::Approx(20.0));
  CHECK(fitted.temperature_note == "fitted on the validation part");
  CHECK(judge(test, {.on = "test"}).temperature_note.find("other half") != std::string::npos);
  test.part = {0, 0, 1, 1};
  CHECK(judge(test, {.on = "test"}).temperature_note.find("other folds") != std::string::npos);
  CHECK_THROWS((void)judge({}, {.on = "nothing"}));
}

TEST_CASE("report: parts count clips, not their pieces") {
  Dataset data{{"a", "b"}, {}};
  for (int i = 0; i < 8; ++i)
    data.examples.push_back(
        {Tensor({1, 1}), i / 4, "c" + std::to_string(i / 2) + "#" + std::to_string(i % 2), "", i / 2});
  Split split;
  split.train = {0, 1, 2, 3, 4, 5};
  split.test = {6, 7};
  const auto parts = summarise_parts(data, split);
  REQUIRE(parts.size() == 2);
  CHECK(parts[0].clips == std::vector<std::int64_t>{2, 1});
  CHECK(parts[1].clips == std::vector<std::int64_t>{0, 1});
  CHECK(clip_path(data.examples[7]) == "c3");
  CHECK(clip_path({Tensor({1, 1}), 0, "take#a.wav", "", 0}) == "take#a.wav");
}

TEST_CASE("network summary: shapes without the batch, parameters counted once, connections by step") {
  const NetworkSummary network = summarise_network(earshot::testing::tiny_model(), {1, 8});
  REQUIRE(network.steps.size() == 3);
  CHECK(network.parameters == 8 * 2 + 2);
  CHECK(network.constants == 0);
  CHECK(network.steps[0].op == "Flatten");
  CHECK(network.steps[0].output == Shape{8});
  CHECK(network.steps[0].inputs == std::vector<int>{-1});
  CHECK(network.steps[1].detail == "2 units");
  CHECK(network.steps[1].parameters == 18);
  CHECK(network.steps[2].inputs == std::vector<int>{1});
}

TEST_CASE("network summary: the batch is left out wherever it is") {
  onnx::Model model;
  model.graph.inputs = {{"x", {-1, 5, 3}, {"batch", "", ""}}};
  model.graph.outputs = {{"z", {-1, 5, 3}, {"batch", "", ""}}};
  model.graph.nodes = {{"Transpose", "y", {"x"}, {"y"}, {{"perm", std::vector<std::int64_t>{1, 0, 2}}}, ""},
                       {"Transpose", "z", {"y"}, {"z"}, {{"perm", std::vector<std::int64_t>{1, 0, 2}}}, ""}};
  const NetworkSummary network = summarise_network(model, {5, 3});
  REQUIRE(network.steps.size() == 2);
  CHECK(network.steps[0].output == Shape{5, 3});
  CHECK(network.steps[1].output == Shape{5, 3});
}

TEST_CASE("history: CSV has empty cells without validation, TensorBoard no such run") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const std::vector<HistoryRow> history = {{1, 0.5, 0.25, nan, nan, 0.001, 2.0}, {2, 0.1, 0.75, nan, nan, 0.001, 3.0}};
  CHECK(history_csv(history) ==
        "epoch,loss,accuracy,val_loss,val_accuracy,learning_rate,seconds\n1,0.5,0.25,,,0.001,2.0\n2,0.1,0.75,,,0.001,3."
        "0\n");
  const TensorboardRuns runs = tensorboard_runs(history, 100.0);
  CHECK(runs.validation.empty());
  REQUIRE(runs.train.size() == 6);
  CHECK(runs.train[3].tag == "epoch_loss");
  CHECK(runs.train[3].step == 2);
  CHECK(runs.train[3].wall_time_s == 105.0);
  CHECK(runs.train[3].value == 0.1F);
}

TEST_CASE("html: numbers as people read them") {
  CHECK(html::count(1234567) == "1,234,567");
  CHECK(html::fixed(std::numeric_limits<double>::quiet_NaN(), 2) == "–");
  CHECK(html::duration(0.25) == "0.25 s");
  CHECK(html::duration(75.2) == "1 min 15 s");
  CHECK(html::duration(7300) == "2 h 1 min");
  CHECK(html::escape("a\x01<b>") == "a\xEF\xBF\xBD&lt;b&gt;");
}

TEST_CASE("svg: axes have round numbers that cover the data") {
  const svg::Axis axis = svg::nice_axis(0.03, 2.71);
  CHECK(axis.low <= 0.03);
  CHECK(axis.high >= 2.71);
  CHECK(axis.ticks.size() >= 3);
  CHECK(axis.ticks.size() <= 8);
  CHECK(axis.ticks[1] - axis.ticks[0] == doctest::Approx(0.5));
  CHECK(svg::nice_axis(0.0, 0.3).decimals == 2);
  CHECK(svg::nice_axis(5.0, 5.0).ticks.size() >= 2);
  CHECK(svg::nice_axis(0.0, std::numeric_limits<double>::infinity()).high == 1.0);
}

TEST_CASE("envelope chart: the title is escaped, and kept and removed are told apart") {
  preprocess::EnvelopeColumns columns;
  columns.min = {-0.5F, -0.0001F};
  columns.max = {0.5F, 0.0001F};
  columns.envelope = {0.5F, 0.0001F};
  columns.kept = {1.0F, 0.0F};
  const std::string svg = envelope_svg(columns, 2.0, 0.001F, kEvil);
  CHECK(svg.find("<script") == std::string::npos);
  CHECK(svg.find("50.0\u00a0% kept") != std::string::npos);
  check_nesting(svg);
  CHECK(envelope_json(columns, 2.0, 0.001F)["kept"] == Json({1.0, 0.0}));
}
