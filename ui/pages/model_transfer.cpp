// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/model_transfer.h"

#include "ui/bridge/session_bridge.h"
#include "ui/pages/compare_page.h"
#include "ui/widgets/model_dialogs.h"
#include "ui/widgets/status_line.h"

namespace cloze::ui {
namespace {

/// What became of the texts, with those that were not embedded whole.
QString embedding_text(const EmbeddingReport& report) {
  QString text = ModelTransfer::tr("Texts embedded in %1: %2")
                     .arg(QString::fromStdString(report.file))
                     .arg(report.corpus.documents);
  if (report.corpus.empty_documents > 0)
    text += ModelTransfer::tr(", of them empty: %1").arg(report.corpus.empty_documents);
  if (report.truncated > 0)
    text += ModelTransfer::tr(", truncated to the model's length: %1").arg(report.truncated);
  return text;
}

}  // namespace

ModelTransfer::ModelTransfer(SessionBridge& bridge, ComparePage& page, StatusLine& line, QObject* parent)
    : QObject(parent), bridge_(bridge), page_(page), line_(line) {
  connect(&page, &ComparePage::exportWanted, this, [this](const QString& run_id, const QString& folder) {
    job_ = bridge_.session().export_model({run_id.toStdString(), folder.toStdString(), ""});
    page_.beginTransfer(tr("Exporting"));
  });
  connect(&page, &ComparePage::metricsExportWanted, this,
          [this](const QStringList& ids, const QString& folder) {
            MetricsExportRequest request;
            for (const QString& id : ids) request.runs.push_back(id.toStdString());
            request.folder = folder.toStdString();
            job_ = bridge_.session().export_metrics(request);
            page_.beginTransfer(tr("Exporting"));
          });
  connect(&page, &ComparePage::embedWanted, this, [this](const EmbedRequest& request) {
    job_ = bridge_.session().embed(request);
    page_.beginTransfer(tr("Embedding"));
  });
  connect(&page, &ComparePage::importWanted, this, [this](const QString& folder) {
    job_ = bridge_.session().import_model({folder.toStdString(), model_name(folder).toStdString()});
    page_.beginTransfer(tr("Importing"));
  });
  connect(&page, &ComparePage::transferCancelled, this, [this] { bridge_.session().cancel(job_); });
  connect(&bridge, &SessionBridge::jobProgress, this, [this](const JobProgress& progress) {
    if (progress.job == job_) page_.reportTransfer(progress);
  });
  connect(&bridge, &SessionBridge::jobDone, this, &ModelTransfer::done);
}

void ModelTransfer::done(const JobDone& done) {
  if (done.job != job_ || job_ == 0) return;
  job_ = 0;
  page_.endTransfer();
  if (done.error) return;  // The bridge has told it.
  if (done.embeddings) {
    line_.say(embedding_text(*done.embeddings));
  } else if (!done.folder.empty()) {
    line_.say(tr("Exported to %1").arg(QString::fromStdString(done.folder)));
  } else {
    line_.say(tr("Imported. Its dataset can be built on the Data page."));
    page_.refresh();
  }
}

}  // namespace cloze::ui
