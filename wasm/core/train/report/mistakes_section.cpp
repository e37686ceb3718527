// The clips that were most confidently taken for something else.
#include "train/report/html_text.h"
#include "train/report/sections.h"

namespace earshot::train::html {

std::string mistakes_section(const Report& report) {
  if (!report.judgement) return "";
  const Judgement& judgement = *report.judgement;
  if (judgement.mistakes.empty())
    return section("mistakes", "Most confident mistakes", "<p>Every clip was recognised.</p>");
  std::vector<std::vector<std::string>> rows;
  for (const Mistake& mistake : judgement.mistakes) {
    rows.push_back({"<span class=\"path\">" + escape(judgement.clips[mistake.clip]) + "</span>",
                    escape(report.labels[static_cast<std::size_t>(mistake.truth)]),
                    escape(report.labels[static_cast<std::size_t>(mistake.predicted)]), percent(mistake.score),
                    percent(mistake.score_of_truth)});
  }
  const std::int64_t wrong = judgement.evaluation.top1.n - judgement.evaluation.top1.correct;
  return section("mistakes", "Most confident mistakes",
                 "<p>" + count(static_cast<std::int64_t>(rows.size())) + " of " + count(wrong) +
                     (wrong == 1 ? " wrong clip" : " wrong clips") +
                     ". Listen to them: some may be labelled wrongly.</p>" +
                     table("Clips, the most confident mistake first",
                           {{"Clip"},
                            {"It is"},
                            {"Heard as"},
                            {"Score", Align::kNumber},
                            {"Score of the right one", Align::kNumber}},
                           rows));
}

}  // namespace earshot::train::html
