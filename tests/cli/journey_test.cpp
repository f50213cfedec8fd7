// SPDX-License-Identifier: GPL-3.0-or-later
// From text to answers with the terminal program alone.
#include <chrono>
#include <csignal>
#include <thread>

#include "tests/cli/journey.h"

namespace cloze::test {
namespace {

using testing::HasSubstr;

TEST_F(Journey, ListsAndShowsWhatWasMade) {
  EXPECT_EQ(cloze()({"tokenizer", "list", "--json"}).json()[0]["name"], "small");
  EXPECT_EQ(cloze()({"tokenizer", "show", "small", "--json"}).json()["kind"], "unigram");
  const auto pieces =
      cloze()({"tokenizer", "show", "small", "--text", "the red boat", "--json"}).json()["pieces"];
  EXPECT_GE(pieces.size(), 3u);
  EXPECT_EQ(cloze()({"dataset", "list", "--json"}).json()[0]["name"], "people");
  EXPECT_EQ(cloze()({"dataset", "show", "people", "--verify", "--json"}).json()["tokenizer"], "small");
  EXPECT_EQ(cloze()({"sample", "--json"}).status, 0);
}

TEST_F(Journey, SearchesAndCountsADataset) {
  const auto found = cloze()({"dataset", "search", "people", "THE FARMER", "--limit", "2", "--json"});
  ASSERT_EQ(found.status, 0) << found.errors;
  const Json json = found.json();
  ASSERT_EQ(json["hits"].size(), 2u);
  EXPECT_EQ(json["complete"], false);
  EXPECT_THAT(std::string(json["hits"][0]["match"]), testing::StrCaseEq("the farmer"));
  const auto lines = cloze()({"dataset", "search", "people", "the farmer", "--limit", "1"});
  EXPECT_THAT(lines.output, testing::ContainsRegex("\\[[Tt]he farmer\\]"));
  EXPECT_THAT(lines.errors, HasSubstr("the first 1 documents; --limit shows more"));
  const auto nothing = cloze()({"dataset", "search", "people", "zzz"});
  EXPECT_EQ(nothing.status, 0);
  EXPECT_THAT(nothing.errors, HasSubstr("no document holds 'zzz'"));
  EXPECT_EQ(cloze()({"dataset", "search", "nobody", "zzz"}).status, 2);

  const Json counted = cloze()({"dataset", "show", "people", "--statistics", "--json"}).json();
  std::uint64_t tokens = 0, documents = 0;
  for (const std::uint64_t count : counted["statistics"]["token_counts"]) tokens += count;
  for (const Json& bin : counted["statistics"]["document_tokens"]["bins"])
    documents += bin["count"].get<std::uint64_t>();
  EXPECT_EQ(tokens, counted["train"]["tokens"].get<std::uint64_t>() +
                        counted["held_out"]["tokens"].get<std::uint64_t>());
  EXPECT_EQ(documents, counted["train"]["documents"].get<std::uint64_t>() +
                           counted["held_out"]["documents"].get<std::uint64_t>());
  const auto told = cloze()({"dataset", "show", "people", "--statistics"});
  for (const char* part : {"tokens per document: ", "tokens per sentence: ", "unknown tokens of a document: ",
                           "tokens of the vocabulary that never occur: "})
    EXPECT_THAT(told.output, HasSubstr(part));
}

TEST_F(Journey, ShowsTheRowsOfARecipe) {
  std::vector<std::string> words{"dataset", "rows", "people", "--recipe", "quickstart"};
  words.insert(words.end(), small.begin(), small.begin() + 12);
  const auto with = [&](std::vector<std::string> more) {
    more.insert(more.begin(), words.begin(), words.end());
    return cloze()(more);
  };
  const auto shown = with({"--count", "2", "--first", "8", "--json"});
  ASSERT_EQ(shown.status, 0) << shown.errors;
  const Json json = shown.json();
  ASSERT_EQ(json["rows"].size(), 2u);
  EXPECT_EQ(json["rows"][0]["row_of_batch"], 8);
  EXPECT_EQ(json["rows"][0]["step"], 1);
  EXPECT_EQ(json["rows"][1]["step"], 2);
  EXPECT_EQ(json["rows"][1]["row_of_batch"], 1);
  for (const Json& row : json["rows"]) {
    ASSERT_EQ(row["tokens"].size(), 16u);
    EXPECT_EQ(row["tokens"][0]["kind"], "begin");
    EXPECT_EQ(row["tokens"][15]["text"], "[SEP]");
    EXPECT_TRUE(row["next_follows"].is_null());
    std::int64_t predicted = 0;
    for (const Json& token : row["tokens"]) predicted += token.contains("original");
    EXPECT_EQ(predicted, row["predicted"]);
    EXPECT_GT(predicted, 0);
  }
  const auto text =
      with({"--set", "objective.mask_token_share=1", "--set", "objective.random_token_share=0"});
  EXPECT_THAT(text.output, HasSubstr("step 1, row 1 of 8 (row "));
  EXPECT_THAT(text.output, testing::ContainsRegex("[[]CLS[]] .*[{][[]MASK[]][|][a-z.]+[}].* [[]SEP[]]"));
  const auto none = with({"--set", "objective.sequence_length=1024"});
  EXPECT_EQ(none.status, 2);
  EXPECT_THAT(none.errors, HasSubstr("1024 tokens is longer than the model's"));
  EXPECT_EQ(cloze()({"dataset", "rows", "nobody"}).status, 2);
  EXPECT_EQ(with({"--count", "0"}).status, 2);
}

TEST_F(Journey, MeasuresARecipeBeforeItRuns) {
  const auto measured = cloze()(train({"--set", "budget.steps=40", "--preflight"}));
  ASSERT_EQ(measured.status, 0) << measured.errors;
  const Json json = measured.json();
  EXPECT_EQ(json["fits"], true);
  EXPECT_EQ(json["total_steps"], 40);
  EXPECT_GT(json["tokens_per_second"], 100);
  EXPECT_GE(json["largest_batch"], 8);
  EXPECT_EQ(cloze()({"runs", "list", "--json"}).json().size(), 0u) << "nothing was trained";
  auto words = train({"--preflight", "--set", "optimizer.accumulation=2"});
  std::erase(words, "--json");
  const auto text = cloze()(words);
  EXPECT_THAT(text.output, HasSubstr(" tokens/s"));
  EXPECT_THAT(text.output, HasSubstr("--set optimizer.batch_size=16 --set optimizer.accumulation=1"));
}

TEST_F(Journey, TrainsEvaluatesFillsAndDeletes) {
  const auto trained = cloze()(train({"--set", "budget.steps=40", "--name", "first"}));
  ASSERT_EQ(trained.status, 0) << trained.errors;
  const Json outcome = trained.json();
  EXPECT_EQ(outcome["status"], "finished");
  EXPECT_EQ(outcome["last"]["step"], 40);
  const std::string run = outcome["run"];

  const Json metrics = cloze()({"runs", "metrics", run, "--json"}).json();
  ASSERT_EQ(metrics.size(), 40u);
  EXPECT_EQ(metrics[0]["step"], 1);
  EXPECT_TRUE(metrics[39]["loss"].is_number_float());

  const Json evaluation = cloze()({"eval", "first", "--json"}).json();
  for (const char* key : {"loss", "accuracy", "unigram_entropy", "predicted_tokens"})
    EXPECT_TRUE(evaluation.contains(key)) << key;
  EXPECT_GT(evaluation["predicted_tokens"], 50);

  const auto filled =
      cloze()({"fill", "first", "The farmer [MASK] a red [MASK] at home", "--top", "4", "--json"});
  ASSERT_EQ(filled.status, 0) << filled.errors;
  const Json predictions = filled.json()["predictions"];
  ASSERT_EQ(predictions.size(), 2u);
  EXPECT_EQ(predictions[0].size(), 4u);
  EXPECT_TRUE(predictions[0][0].contains("token"));
  EXPECT_GE(predictions[0][0]["probability"], predictions[0][1]["probability"]);
  const Json together =
      cloze()({"fill", "first", "The farmer [MASK] a red [MASK]", "--top", "3", "--joint", "--json"}).json();
  ASSERT_EQ(together["joint"]["top"].size(), 3u);
  EXPECT_EQ(together["joint"]["top"][0]["words"].size(), 2u);
  EXPECT_THAT(cloze()({"fill", "first", "[MASK] and [MASK]", "--joint"}).output, HasSubstr("all together"));

  const Json scored = cloze()({"score", "first", "The farmer sees a boat", "--json"}).json();
  double sum = 0;
  for (const Json& token : scored["tokens"]) sum += token["log_probability"].get<double>();
  EXPECT_NEAR(sum, scored["log_likelihood"].get<double>(), 1e-6);
  const auto table = cloze()({"score", "first", "The farmer sees a boat", "--checkpoint", "40"});
  EXPECT_EQ(table.status, 0) << table.errors;
  EXPECT_THAT(table.output, HasSubstr("pseudo-perplexity: "));
  const auto no_step = cloze()({"score", "first", "The farmer", "--checkpoint", "7"});
  EXPECT_EQ(no_step.status, 2);
  EXPECT_THAT(no_step.errors, HasSubstr("no checkpoint of step 7"));

  const Json batch = cloze()({"batch", "first", "39", "--count", "2", "--json"}).json();
  EXPECT_EQ(batch["step"], 39);
  ASSERT_EQ(batch["highest"].size(), 2u);
  EXPECT_GE(batch["highest"][0]["mean_loss"], batch["highest"][1]["mean_loss"]);
  EXPECT_EQ(batch["highest"][0]["losses"].size(), batch["highest"][0]["predicted"].get<std::size_t>());
  EXPECT_TRUE(batch["recorded_loss"].is_number());
  const auto batch_text = cloze()({"batch", "first", "39", "--checkpoint", "40"});
  EXPECT_EQ(batch_text.status, 0) << batch_text.errors;
  EXPECT_THAT(batch_text.output, HasSubstr("with the weights of step 40"));
  EXPECT_THAT(batch_text.output, testing::ContainsRegex("\\{\\[MASK\\]\\|[^}]+ [0-9.]+\\}"));
  const auto no_batch = cloze()({"batch", "first", "4000"});
  EXPECT_EQ(no_batch.status, 2);
  EXPECT_THAT(no_batch.errors, HasSubstr("has no step 4000"));

  EXPECT_EQ(
      cloze()({"pins", "--add", "The farmer sees a boat", "--add", "a red boat", "--json"}).json().size(),
      2u);
  const auto followed = cloze()(train({"--set", "budget.steps=3", "--name", "followed"}));
  ASSERT_EQ(followed.status, 0) << followed.errors;
  const Json pins = cloze()({"pins", "--run", "followed", "--json"}).json();
  ASSERT_FALSE(pins.empty());
  EXPECT_EQ(pins[0]["text"], "The farmer sees a boat");
  EXPECT_TRUE(pins[0]["surprisal"].is_number());
  EXPECT_EQ(cloze()({"pins", "--add", ""}).status, 2);
  EXPECT_TRUE(cloze()({"pins", "--remove", "The farmer sees a boat", "--remove", "a red boat", "--json"})
                  .json()
                  .empty());

  const Json looked =
      cloze()({"attention", "first", "The farmer sees a boat", "--head", "1", "--json"}).json();
  EXPECT_EQ(looked["weights"].size(), looked["tokens"].size());
  EXPECT_EQ(looked["weights"][0].size(), looked["tokens"].size());
  EXPECT_THAT(cloze()({"attention", "first", "The farmer"}).output, HasSubstr("looks at"));
  EXPECT_EQ(cloze()({"attention", "first", "The farmer", "--layer", "9"}).status, 2);

  EXPECT_EQ(cloze()({"runs", "show", "first", "--json"}).json()["recipe"]["model"]["layers"], 1);
  EXPECT_EQ(cloze()({"runs", "delete", run, "--json"}).status, 0);
  EXPECT_EQ(cloze()({"runs", "show", run}).status, 2);
}

TEST_F(Journey, ExportsARunAndACheckpoint) {
  const auto trained = cloze()(train({"--set", "budget.steps=3", "--name", "exported"}));
  ASSERT_EQ(trained.status, 0) << trained.errors;
  const std::filesystem::path folder = *folder_ / "exports" / "run";
  const auto exported =
      cloze()({"export", "exported", "--to", folder.string(), "--license", "mit", "--json"});
  ASSERT_EQ(exported.status, 0) << exported.errors;
  EXPECT_EQ(exported.json()["folder"], folder.string());
  EXPECT_EQ(Json::parse(file_bytes(folder / "config.json"))["model_type"], "modernbert");
  const std::string card = file_bytes(folder / "README.md");
  for (const char* part : {"license: \"mit\"", "# exported", "people", "Accuracy"})
    EXPECT_THAT(card, HasSubstr(part));

  const auto again = cloze()({"export", "exported", "--to", folder.string()});
  EXPECT_EQ(again.status, 2);
  EXPECT_THAT(again.errors, HasSubstr("not empty"));
  const std::filesystem::path other = *folder_ / "exports" / "checkpoint";
  EXPECT_EQ(cloze()({"export", trained.json()["checkpoint"], "--to", other.string()}).status, 0);
  EXPECT_EQ(file_bytes(other / "model.safetensors"), file_bytes(folder / "model.safetensors"));
  EXPECT_EQ(cloze()({"export", "nobody", "--to", (*folder_ / "exports" / "none").string()}).status, 2);
  EXPECT_FALSE(std::filesystem::exists(*folder_ / "exports" / "none"));
}

TEST_F(Journey, WritesMetricsForOtherViewers) {
  for (const char* seed : {"1", "2"}) {
    const auto trained = cloze()(
        train({"--set", "budget.steps=3", "--set", std::string("seed=") + seed, "--name", "watched"}));
    ASSERT_EQ(trained.status, 0) << trained.errors;
  }
  const Json runs = cloze()({"runs", "list", "--json"}).json();
  const std::string newest = runs[0]["id"], older = runs[1]["id"];
  const std::filesystem::path both = *folder_ / "exports" / "metrics",
                              tables = *folder_ / "exports" / "tables";
  const auto exported = cloze()({"runs", "export", newest, older, "--to", both.string(), "--json"});
  ASSERT_EQ(exported.status, 0) << exported.errors;
  EXPECT_EQ(exported.json()["folder"], both.string());
  for (const std::string& id : {newest, older}) {
    const auto folder = both / ("watched " + id);  // Two runs of one name are told apart.
    EXPECT_THAT(file_bytes(folder / "metrics.csv"), HasSubstr("\n3,"));
    EXPECT_THAT(file_bytes(folder / "evaluations.csv"), HasSubstr("\n3,"));
  }
  ASSERT_EQ(cloze()({"runs", "export", "watched", "--to", tables.string(), "--only", "csv"}).status, 0);
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(tables / "watched"), {}), 2);
  EXPECT_EQ(cloze()({"runs", "export", "watched", "--to", tables.string()}).status, 2);
  EXPECT_EQ(cloze()({"runs", "export", "nobody", "--to", (*folder_ / "none").string()}).status, 2);
  EXPECT_FALSE(std::filesystem::exists(*folder_ / "none"));
}

TEST_F(Journey, CleansACorpus) {
  const std::filesystem::path corpus = *folder_ / "pages.jsonl", cleaned = *folder_ / "cleaned.jsonl";
  put_file(corpus, R"({"text":"<p>The farmer &amp; his boat went home</p>"})"
                   "\n"
                   R"({"text":"The farmer & his boat went home"})"
                   "\n"
                   R"({"text":"short"})"
                   "\n");
  const std::vector<std::string> clean{"clean", corpus.string(), "--clean",
                                       "markup,length:min_characters=10,exact-duplicates"};
  const auto looked = cloze()(clean);
  ASSERT_EQ(looked.status, 0) << looked.errors;
  EXPECT_THAT(looked.output, HasSubstr("documents left: 1"));
  EXPECT_THAT(looked.output, HasSubstr("length drops document 2 of pages.jsonl: 5 characters"));
  EXPECT_THAT(looked.output, HasSubstr("document 0 stays: The farmer & his boat went home"));

  auto write = clean;
  write.insert(write.end(), {"--to", cleaned.string(), "--json"});
  const auto written = cloze()(write);
  ASSERT_EQ(written.status, 0) << written.errors;
  EXPECT_EQ(written.json()["steps"][1]["dropped"], 1);
  EXPECT_EQ(written.json()["examples"][2]["duplicate_of"]["document"], 0);
  EXPECT_EQ(file_bytes(cleaned),
            "{\"text\":\"The farmer & his boat went home\",\"source\":\"pages.jsonl\"}\n");
  EXPECT_EQ(cloze()(write).status, 2);  // It is there already.
  EXPECT_EQ(
      cloze()({"clean", corpus.string(), "--clean", "markup", "--to", (*folder_ / "x.txt").string()}).status,
      2);
  EXPECT_THAT(cloze()({"clean", corpus.string(), "--clean", "lenght"}).errors,
              HasSubstr("did you mean 'length'"));
  EXPECT_THAT(cloze()({"clean", "--list"}).output, HasSubstr("near-duplicates"));
}

TEST_F(Journey, EmbedsTheLinesOfAFile) {
  const auto trained = cloze()(train({"--set", "budget.steps=3", "--name", "embedder"}));
  ASSERT_EQ(trained.status, 0) << trained.errors;
  const std::filesystem::path lines = *folder_ / "lines.txt", vectors = *folder_ / "vectors.csv";
  put_file(lines, "The farmer went home\n\nThe farmer went home\nA red boat\n");
  const auto embedded = cloze()({"embed", "embedder", lines.string(), "--to", vectors.string(), "--json"});
  ASSERT_EQ(embedded.status, 0) << embedded.errors;
  EXPECT_EQ(embedded.json()["texts"], 4);
  EXPECT_EQ(embedded.json()["empty"], 1);
  const std::string csv = file_bytes(vectors);
  std::istringstream rows(csv);
  std::vector<std::string> vector(5);
  for (std::string& row : vector) ASSERT_TRUE(std::getline(rows, row));
  EXPECT_EQ(vector[1], vector[3]);
  EXPECT_NE(vector[1], vector[2]);
  EXPECT_NE(vector[1], vector[4]);

  EXPECT_EQ(cloze()({"embed", "embedder", lines.string(), "--to", vectors.string()}).status, 2);
  EXPECT_EQ(file_bytes(vectors), csv);
  const std::filesystem::path npy = *folder_ / "vectors.npy";
  ASSERT_EQ(cloze()({"embed", "embedder", lines.string(), "--to", npy.string(), "--pooling", "cls"}).status,
            0);
  EXPECT_THAT(file_bytes(npy), HasSubstr("'shape': (4, "));
  for (const std::filesystem::path& wrong : {*folder_ / "vectors.txt", *folder_ / "no" / "x.npy"}) {
    EXPECT_EQ(
        cloze()({"embed", "embedder", (*folder_ / "missing.txt").string(), "--to", wrong.string()}).status,
        2);
    EXPECT_FALSE(std::filesystem::exists(wrong));
  }
}

TEST_F(Journey, ImportsWhatItExportedAndTrainsOnFromIt) {
  const auto trained = cloze()(train({"--set", "budget.steps=30", "--name", "source"}));
  ASSERT_EQ(trained.status, 0) << trained.errors;
  const std::filesystem::path folder = *folder_ / "exports" / "source",
                              again = *folder_ / "exports" / "again";
  ASSERT_EQ(cloze()({"export", "source", "--to", folder.string()}).status, 0);
  // Into another workspace, which has neither the run nor its tokenizer.
  const Program elsewhere(*folder_ / "elsewhere");
  const auto imported = elsewhere({"import", folder.string(), "--name", "taken", "--json"});
  ASSERT_EQ(imported.status, 0) << imported.errors;
  EXPECT_EQ(imported.json()["tokenizer"], "taken");
  EXPECT_TRUE(imported.json()["remarks"].empty());
  ASSERT_EQ(elsewhere({"export", "taken", "--to", again.string()}).status, 0);
  EXPECT_EQ(file_bytes(again / "model.safetensors"), file_bytes(folder / "model.safetensors"));

  const std::vector<std::string> question{"fill", "taken", "The farmer [MASK] home", "--json"};
  const auto answer = elsewhere(question);
  ASSERT_EQ(answer.status, 0) << answer.errors;
  EXPECT_EQ(answer.json()["predictions"],
            cloze()({"fill", "source", "The farmer [MASK] home", "--json"}).json()["predictions"]);

  const auto without = elsewhere({"eval", "taken"});
  EXPECT_EQ(without.status, 2);
  ASSERT_EQ(
      elsewhere({"dataset", "build", "--name", "d", "--tokenizer", "taken", corpus(), "--held-out", "0.2"})
          .status,
      0);
  const auto evaluated = elsewhere({"eval", "taken", "--dataset", "d", "--json"});
  ASSERT_EQ(evaluated.status, 0) << evaluated.errors;
  EXPECT_GT(evaluated.json()["predicted_tokens"], 50);

  // Without a step of its own, a run that starts from the weights is as good as they are.
  const auto on = elsewhere({"train",      "--from",
                             "taken",      "--recipe",
                             "quickstart", "--dataset",
                             "d",          "--name",
                             "on",         "--json",
                             "--set",      "budget.steps=1",
                             "--set",      "schedule.warmup_steps=0",
                             "--set",      "optimizer.learning_rate=1e-8",
                             "--set",      "objective.sequence_length=16",
                             "--set",      "optimizer.batch_size=8",
                             "--set",      "optimizer.precision=fp32",
                             "--set",      "evaluation.max_rows=0",
                             "--device",   "cpu",
                             "--threads",  "1"});
  ASSERT_EQ(on.status, 0) << on.errors;
  EXPECT_NEAR(on.json()["held_out"]["loss"].get<double>(), evaluated.json()["loss"].get<double>(), 1e-3);
  EXPECT_EQ(elsewhere({"runs", "show", "on", "--json"}).json()["recipe"]["model"]["layers"], 1);
  ASSERT_EQ(elsewhere({"export", "on", "--to", (*folder_ / "exports" / "on").string()}).status, 0);
  EXPECT_THAT(file_bytes(*folder_ / "exports" / "on" / "README.md"), HasSubstr("| Started from | taken |"));
  const auto other_shape = elsewhere(
      {"train", "--from", "taken", "--recipe", "quickstart", "--dataset", "d", "--set", "model.layers=2"});
  EXPECT_EQ(other_shape.status, 2);
  EXPECT_THAT(other_shape.errors, HasSubstr("model.layers is 2, the model in"));

  const auto taken = elsewhere({"import", (*folder_ / "nowhere").string(), "--name", "x"});
  EXPECT_EQ(taken.status, 2);
  EXPECT_THAT(taken.errors, HasSubstr("nowhere"));
  EXPECT_EQ(elsewhere({"runs", "delete", "taken"}).status, 0);
}

TEST_F(Journey, SameRecipeGivesTheSameLossAgain) {
  const std::string first = cloze()(train({"--set", "budget.steps=15"})).json()["run"];
  const std::string second =
      cloze()(train({"--set", "budget.steps=15", "--loader-threads", "4"})).json()["run"];
  const auto losses = [&](const std::string& run) {
    std::vector<double> values;
    for (const Json& step : cloze()({"runs", "metrics", run, "--json"}).json())
      values.push_back(step["loss"]);
    return values;
  };
  EXPECT_EQ(losses(first).size(), 15u);
  EXPECT_EQ(losses(first), losses(second));
}

TEST_F(Journey, InterruptSavesACheckpointAndResumeGoesOn) {
  const TemporaryFolder output;
  const int process = cloze().start(train({"--set", "budget.steps=1000000", "--name", "long"}),
                                    output / "out", output / "err");
  std::this_thread::sleep_for(std::chrono::seconds(4));
  ::kill(process, SIGINT);
  EXPECT_EQ(Program::wait(process), 0) << file_bytes(output / "err");
  const Json outcome = Json::parse(file_bytes(output / "out"));
  EXPECT_EQ(outcome["status"], "stopped");
  EXPECT_TRUE(
      std::filesystem::exists(std::filesystem::path(std::string(outcome["checkpoint"])) / "manifest.json"));
  const std::int64_t step = outcome["last"]["step"];

  const int again = cloze().start({"resume", "long", "--json", "--device", "cpu", "--threads", "1"},
                                  output / "out", output / "err");
  std::this_thread::sleep_for(std::chrono::seconds(3));
  ::kill(again, SIGTERM);
  EXPECT_EQ(Program::wait(again), 0) << file_bytes(output / "err");
  EXPECT_GT(Json::parse(file_bytes(output / "out"))["last"]["step"], step);
}

TEST_F(Journey, KilledRunIsInterruptedAndResumes) {
  const TemporaryFolder output;
  const int process = cloze().start(
      train({"--set", "budget.steps=1000000", "--set", "checkpoint.every_steps=50", "--name", "killed"}),
      output / "out", output / "err");
  std::this_thread::sleep_for(std::chrono::seconds(4));
  ::kill(process, SIGKILL);
  Program::wait(process);
  EXPECT_EQ(cloze()({"runs", "show", "killed", "--json"}).json()["status"], "interrupted");
  const int again = cloze().start({"resume", "killed", "--json", "--device", "cpu", "--threads", "1"},
                                  output / "out", output / "err");
  std::this_thread::sleep_for(std::chrono::seconds(3));
  ::kill(again, SIGINT);
  EXPECT_EQ(Program::wait(again), 0) << file_bytes(output / "err");
}

struct BadCall {
  const char* name;
  std::vector<std::string> arguments;
  int status;
  const char* says;
};

void PrintTo(const BadCall& call, std::ostream* out) {
  *out << call.name;
}

class BadInput : public Journey, public testing::WithParamInterface<BadCall> {};

TEST_P(BadInput, IsToldClearly) {
  std::vector<std::string> arguments = GetParam().arguments;
  for (std::string& word : arguments)
    if (word == "@corpus") word = corpus();
  const auto result = cloze()(arguments);
  EXPECT_EQ(result.status, GetParam().status) << result.errors;
  EXPECT_THAT(result.errors, HasSubstr(GetParam().says));
}

INSTANTIATE_TEST_SUITE_P(
    Calls, BadInput,
    testing::Values(
        BadCall{
            "MissingCorpus", {"tokenizer", "train", "--name", "x", "/does/not/exist"}, 2, "/does/not/exist"},
        BadCall{"VocabularyTooLarge",
                {"tokenizer", "train", "--name", "x", "--vocab", "50000", "@corpus"},
                2,
                "larger than this corpus allows"},
        BadCall{"NameTaken",
                {"tokenizer", "train", "--name", "small", "--vocab", "80", "@corpus"},
                2,
                "exists already"},
        BadCall{"UnknownTokenizer",
                {"dataset", "build", "--name", "x", "--tokenizer", "smal", "@corpus"},
                2,
                "did you mean 'small'"},
        BadCall{"UnknownPreset",
                {"train", "--recipe", "quickstat", "--dataset", "people"},
                2,
                "did you mean 'quickstart'"},
        BadCall{"UnknownSetting",
                {"train", "--recipe", "tiny", "--dataset", "people", "--set", "model.hiden=64"},
                2,
                "did you mean 'model.hidden'"},
        BadCall{"WrongType",
                {"train", "--recipe", "tiny", "--dataset", "people", "--set", "model.layers=two"},
                2,
                "a whole number"},
        BadCall{"HeadsDoNotDivide",
                {"train", "--recipe", "tiny", "--dataset", "people", "--set", "model.heads=3"},
                2,
                "not divisible"},
        BadCall{
            "TooLongSequence",
            {"train", "--recipe", "tiny", "--dataset", "people", "--set", "objective.sequence_length=1024"},
            2,
            "longer than the model"},
        BadCall{"UnknownDataset",
                {"train", "--recipe", "tiny", "--dataset", "pepole"},
                2,
                "did you mean 'people'"},
        BadCall{"UnknownRun", {"fill", "nobody", "a [MASK]"}, 2, "nobody"},
        BadCall{"UnknownBenchPreset", {"bench", "step", "--preset", "huge"}, 2, "tiny, mini or base"},
        BadCall{"UnknownDevice",
                {"train", "--recipe", "tiny", "--dataset", "people", "--device", "tpu"},
                2,
                "auto, cpu, cuda"}),
    [](const auto& info) { return std::string(info.param.name); });

TEST_F(Journey, WorkspaceThatCannotBeWritten) {
  put_file(*folder_ / "file", "in the way");
  const auto result = Program(*folder_ / "file")({"runs", "list"});
  EXPECT_NE(result.status, 0);
  EXPECT_THAT(result.errors, HasSubstr("file"));
}

TEST_F(Journey, BenchPrintsItsFigures) {
  const auto result = cloze()({"bench", "step", "--preset", "tiny", "--precision", "bf16", "--batch", "4",
                               "--seq", "32", "--steps", "3", "--threads", "1", "--json"});
  ASSERT_EQ(result.status, 0) << result.errors;
  const Json json = result.json();
  for (const char* key : {"tokens_per_second", "flops_per_token", "gemm_flops_per_second", "gemm_ratio"})
    EXPECT_GT(json[key], 0) << key;
  EXPECT_GT(cloze()({"bench", "gemm", "--size", "256", "--precision", "fp32", "--json"})
                .json()["gemm_flops_per_second"],
            0);
  const Json rate =
      cloze()({"bench", "tokenize", "--tokenizer", "small", corpus(), "--rounds", "1", "--json"}).json();
  EXPECT_EQ(rate["documents"], 12);
  EXPECT_EQ(rate["vocabulary"], 80);
  for (const char* key : {"bytes", "tokens", "encode_bytes_per_second", "dataset_bytes_per_second"})
    EXPECT_GT(rate[key], 0) << key;
  EXPECT_EQ(cloze()({"bench", "tokenize", "--tokenizer", "none", corpus()}).status, 2);
}

}  // namespace
}  // namespace cloze::test
