// SPDX-License-Identifier: GPL-3.0-or-later
// HTML to text by libxml2's parser, which takes what is no correct HTML too. Documents are mostly text with
// some tags in it, so a '<' that begins no tag of HTML stays what it is.
#include <libxml/HTMLparser.h>
#include <libxml/parserInternals.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <memory>

#include "core/text/text_steps.h"

namespace cloze {
namespace {

/// Elements of HTML 5 that libxml2's table of HTML 4 has not.
constexpr std::array<std::string_view, 24> newer_elements{
    "article",  "aside",   "audio",      "bdi",     "canvas", "data",     "details", "dialog",
    "figure",   "footer",  "figcaption", "header",  "main",   "mark",     "nav",     "picture",
    "progress", "section", "source",     "summary", "svg",    "template", "time",    "video"};
/// What they hold is no text for a reader.
constexpr std::array<std::string_view, 8> unread_elements{"script", "style",  "noscript", "template",
                                                          "svg",    "iframe", "object",   "canvas"};
constexpr std::array<std::string_view, 12> newer_blocks{"article", "aside",  "details",    "dialog",
                                                        "figure",  "footer", "figcaption", "header",
                                                        "main",    "nav",    "section",    "summary"};

template <class Names>
bool is_one_of(const Names& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

bool is_name_character(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0;
}

/// Whether a tag, a comment or a declaration begins at text[at], which is '<'. last_end: where the text's
/// last '>' stands, or npos.
bool begins_tag(std::string_view text, std::size_t at, std::size_t last_end) {
  std::string_view rest = text.substr(at + 1);
  if (rest.starts_with("!--") || rest.starts_with("!DOCTYPE") || rest.starts_with("!doctype") ||
      rest.starts_with("?xml") || rest.starts_with("![CDATA["))
    return true;
  if (rest.starts_with('/')) rest.remove_prefix(1);
  std::string name;
  while (name.size() < rest.size() && name.size() < 12 && is_name_character(rest[name.size()]))
    name += static_cast<char>(std::tolower(static_cast<unsigned char>(rest[name.size()])));
  if (name.empty() || name.size() == rest.size()) return false;
  const char next = rest[name.size()];
  if (next != '>' && next != '/' && next != ' ' && next != '\n' && next != '\t') return false;
  // A tag ends; what is open to the end of the document is no tag.
  if (last_end == std::string_view::npos || last_end < at) return false;
  return is_one_of(newer_elements, name) ||
         htmlTagLookup(reinterpret_cast<const xmlChar*>(name.c_str())) != nullptr;
}

bool ends_line(std::string_view name) {
  if (name == "br" || name == "li" || name == "tr" || name == "dt" || name == "dd" || name == "option")
    return true;
  if (is_one_of(newer_blocks, name)) return true;
  const htmlElemDesc* known = htmlTagLookup(reinterpret_cast<const xmlChar*>(std::string(name).c_str()));
  return known != nullptr && known->isinline == 0 && name != "td" && name != "th";
}

/// The text of a document in SAX's calls.
struct Reader {
  std::string text;
  int unread = 0;  ///< Depth in elements that are not read.

  void begin(std::string_view name) {
    if (is_one_of(unread_elements, name)) ++unread;
    separate(name);
  }
  void end(std::string_view name) {
    if (is_one_of(unread_elements, name) && unread > 0) --unread;
    separate(name);
  }
  void separate(std::string_view name) {
    if (is_one_of(unread_elements, name)) return;
    if (ends_line(name)) {
      if (!text.empty() && text.back() != '\n') text += '\n';
    } else if (name == "td" || name == "th") {
      text += ' ';
    }
  }
};

std::string_view view(const xmlChar* text) {
  return reinterpret_cast<const char*>(text);
}

void on_begin(void* reader, const xmlChar* name, const xmlChar**) {
  static_cast<Reader*>(reader)->begin(view(name));
}
void on_end(void* reader, const xmlChar* name) {
  static_cast<Reader*>(reader)->end(view(name));
}
void on_text(void* reader, const xmlChar* text, int size) {
  auto* to = static_cast<Reader*>(reader);
  if (to->unread == 0) to->text.append(reinterpret_cast<const char*>(text), static_cast<std::size_t>(size));
}

/// Text outside of any element would be put into paragraphs of its own.
constexpr std::string_view wrapper = "<div>";

class MarkupStep : public TextStep {
 public:
  MarkupStep() {
    handler_.startElement = on_begin;
    handler_.endElement = on_end;
    handler_.characters = on_text;
    handler_.ignorableWhitespace = on_text;
    handler_.cdataBlock = nullptr;  // What stands in <script> and <style>.
  }

  bool keep(std::string& text, std::string* reason) override {
    if (text.find_first_of("<&") == std::string::npos) return true;
    escaped_ = wrapper;
    bool marked = text.find('&') != std::string::npos;
    const std::size_t last_end = text.rfind('>');
    for (std::size_t at = 0; at < text.size(); ++at) {
      if (text[at] == '\0') {
        escaped_ += ' ';  // Would end the text for the parser.
      } else if (text[at] == '<' && !begins_tag(text, at, last_end)) {
        escaped_ += "&lt;";
      } else {
        marked = marked || text[at] == '<';
        escaped_ += text[at];
      }
    }
    if (!marked) return true;
    Reader reader;
    reader.text.reserve(text.size());
    parse(reader);
    if (reader.text.find_first_not_of(" \n\t") == std::string::npos) {
      if (reason != nullptr) *reason = "tags alone";
      return false;
    }
    text.swap(reader.text);
    return true;
  }

 private:
  void parse(Reader& reader) {
    const std::unique_ptr<xmlParserCtxt, void (*)(xmlParserCtxt*)> context(
        htmlCreateMemoryParserCtxt(escaped_.data(), static_cast<int>(escaped_.size())), htmlFreeParserCtxt);
    if (!context) throw std::bad_alloc();
    // The parser frees the handler it holds: it gets its own back.
    htmlSAXHandler* own = context->sax;
    context->sax = &handler_;
    context->userData = &reader;
    htmlCtxtUseOptions(context.get(), HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET |
                                          HTML_PARSE_NOIMPLIED | HTML_PARSE_IGNORE_ENC | HTML_PARSE_RECOVER);
    xmlSwitchEncoding(context.get(), XML_CHAR_ENCODING_UTF8);
    htmlParseDocument(context.get());
    context->sax = own;
  }

  htmlSAXHandler handler_{};
  std::string escaped_;  // Kept between documents for its memory.
};

}  // namespace

std::unique_ptr<TextStep> make_markup_step() {
  xmlInitParser();  // Before the threads begin.
  return std::make_unique<MarkupStep>();
}

}  // namespace cloze
