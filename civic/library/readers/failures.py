"""Why a whole file could not be read: codes, and the values their sentences need."""

# code -> what it means. The wording for people is the catalogue's; `detail` carries the values it shows.
FAILURE_CODES: dict[str, str] = {
    "unknown_format": "The content is none of the formats the readers know, or nothing at all (detail: name).",
    "not_found": "The file is not there or may not be opened (detail: name).",
    "encrypted": "The file is protected by a password.",
    "broken": "The file claims a format but does not hold to it (detail: where or line, sample).",
    "truncated": "The file ends before its content does; it was cut on the way.",
    "entities": "An XML file declares entities or an external document type; such files are not opened.",
    "too_large": "A ceiling on bytes, lines, pages or units was passed (detail: limit, what).",
    "too_deep": "Elements or brackets are nested deeper than any real document.",
    "bad_encoding": "Not in UTF-8, UTF-16, Shift_JIS (cp932), EUC-JP or ISO-2022-JP (detail: encoding, bad).",
    "time_limit": "Reading took longer than the limit and was stopped (detail: seconds).",
    "memory_limit": "Reading needed more memory than the limit and was stopped (detail: bytes).",
    "reader_died": "The reading process ended without a word, as hostile files make it (detail: signal or status).",
}

# The same for single places (`Unread.why`): the rest of the document was read.
UNREAD_CODES: dict[str, str] = {
    "bad_bytes": "Bytes on this line belong to no letter of the file's encoding.",
    "unmapped_letter": "A letter that only the sender's own font can show (外字).",
    "not_json": "The line is not JSON.",
    "not_an_object": "An object was expected here.",
    "not_a_list": "A list was expected here.",
    "line_too_long": "The line is longer than any real document.",
    "too_deep": "Brackets are nested deeper than in any real document.",
    "too_many_units": "More passages than any real document has.",
    "no_id": "The document has no key.",
    "no_title": "The document has no title.",
    "unknown_kind": "The document's kind is none of the known ones.",
    "no_seq": "The passage has no number.",
    "duplicate_seq": "Two passages have the same number; the first one was taken.",
    "no_text": "Nothing is written here.",
    "not_a_day": "The date is not a day of the calendar.",
    "not_printed": "The source does not say this.",
    "truncated": "The file ends here, before its content does.",
    "broken": "This part is damaged.",
    "too_large": "This part is larger than the ceiling.",
    "figure": "A picture stands here; it was not read.",
    "duplicate_number": "The same number stands twice; the second one has ~2 in its address.",
    "number_gap": "Numbers are missing between these two.",
    "unparsed_line": "A line between speeches that fits no rule; kept as it is.",
    "unparsed_speaker": "A line with a speaker's mark but no speaker that fits; kept in the speech before it.",
    "speaker_not_found": "The page names a speaker who does not stand in the text.",
    "picture_only": "The page is a picture without text.",
    "sum_differs": "Figures that should add up do not.",
    "figures_differ": "The same line carries different figures in two places.",
    "not_commas": "The columns are divided by blanks where commas belong.",
    "wrong_columns": "The row has more or fewer columns than the heading.",
    "no_heading": "The table has no line that names its columns.",
    "no_unit": "The table does not say whether its figures are yen or thousands of yen; taken as yen.",
    "odd_figure": "A figure was expected here.",
    "no_speakers": "Minutes in which no line marks a speaker; read as running text.",
    "list_only": "A page that lists speeches and holds none.",
    "order_suspect": "The order of the text looks scrambled; it was not changed.",
}


class ReadFailed(Exception):
    """Nothing (more) can be read from this file; documents handed over before it stay valid."""

    def __init__(self, code: str, **detail: str | int) -> None:
        if code not in FAILURE_CODES:
            raise ValueError(f"unknown failure code: {code}")
        super().__init__(code, detail)
        self.code = code
        self.detail = detail
