"""The 34 invariants of the domain (DOMAIN §10), each with the tests that hold it; a test that is renamed is missed here."""

import ast
from functools import cache

import pytest

from tests.house.source import ROOT

# Number -> what must hold, and the tests that fail when it does not: `folder/file::test`, under tests/.
INVARIANTS: dict[int, tuple[str, ...]] = {
    # A room without handling, answer date, section or rule version cannot be announced.
    1: (
        "rooms/test_room_life::test_the_refusal_lists_all_that_is_missing_each_in_a_sentence",
        "rooms/test_room_life::test_each_gap_alone_stops_the_approval",
        "rooms/test_room_life::test_announcing_needs_approval_and_days",
    ),
    # Posting is refused outside open dates in Asia/Tokyo, at the exact second.
    2: ("rooms/test_publish_post::test_posting_opens_and_closes_to_the_second",),
    # A moderation act without an article in force is refused.
    3: (
        "review/test_every_state::test_no_act_without_an_article_in_force",
        "review/test_hide_post::test_an_article_that_came_later_is_no_ground",
        "review/test_hide_urgently::test_an_article_is_needed_even_then",
    ),
    # The appeal decider differs from the first decider.
    4: (
        "review/test_file_appeal::test_whoever_decided_or_seconded_does_not_decide_the_appeal",
        "registry/test_entry_life::test_an_appeal_is_decided_by_another_officer",
    ),
    # Hidden text is absent from HTML, API, search, feeds, exports and caches.
    5: (
        "review/test_hidden_everywhere::test_nobody_is_served_hidden_words",
        "review/test_hidden_everywhere::test_mail_that_is_yet_to_go_holds_no_hidden_words",
        "review/test_hidden_everywhere::test_the_index_of_either_engine_holds_no_hidden_words",
        "open/test_api::test_what_is_hidden_closed_or_not_public_never_leaves",
        "notifications/test_feeds::test_what_is_hidden_leaves_every_feed_at_once",
        "notifications/test_own_in_digests::test_what_was_hidden_since_is_left_out",
        "responses/test_archive_room::test_what_is_hidden_later_leaves_the_archive_at_once_and_for_good",
        "responses/test_withheld::test_redacted_words_are_gone_from_everything_that_cites_them",
    ),
    # Tombstones keep thread order.
    6: (
        "review/test_every_state::test_tombstones_keep_the_order_of_the_thread",
        "rooms/test_withdraw_post::test_the_tombstone_keeps_the_place_and_the_replies",
    ),
    # No code path deletes a room with posts.
    7: ("rooms/test_kept::test_invariant_7_no_code_deletes_a_room_or_a_post",),
    # Every published post maps to a summary item or a reasoned 対象外 before `submitted`; restored ones: an addendum.
    8: (
        "responses/test_submit_proposal::test_nothing_is_submitted_while_a_post_went_nowhere",
        "responses/test_submit_proposal::test_a_post_restored_later_goes_into_an_addendum",
        "submissions/test_grouping::test_an_opinion_without_sources_is_not_handed_in",
    ),
    # Reflection A without before/after, or B without link, or D without reason, is refused.
    9: (
        "responses/test_submit_response::test_each_category_carries_its_evidence",
        "responses/test_publish_response::test_evidence_is_asked_again_at_approval",
        "submissions/test_comment_result::test_each_category_carries_its_evidence",
    ),
    # No answer, summary, rule set, published document or opening of a room is public without an approver ≠ author.
    10: (
        "responses/test_publish_response::test_whoever_wrote_any_of_it_does_not_approve_it",
        "responses/test_submit_proposal::test_a_draft_is_shown_by_somebody_who_wrote_none_of_it",
        "city/test_verbs::test_rules_are_adopted_by_another_person",
        "library/test_publish_version::test_nobody_publishes_what_they_brought_in",
        "rooms/test_room_life::test_the_drafter_never_approves",
        "rooms/test_area::test_invariant_10_a_member_of_the_committee_who_is_party_does_not_decide",
        "submissions/test_comment_result::test_the_approver_is_never_a_drafter",
        "letters/test_letters::test_invariant_10_who_wrote_the_reply_does_not_approve_it",
        "responses/test_faq::test_nobody_but_an_approver_publishes_it",
    ),
    # Late answers appear on the public list at 00:00 after due_at.
    11: (
        "responses/test_due_dates::test_invariant_11_late_in_public_from_midnight_after_the_due_date",
        "responses/test_due_dates::test_invariant_11_late_on_new_years_day_too",
        "responses/test_follow_up::test_a_late_report_is_public_from_midnight",
        "letters/test_letters::test_late_letters_are_counted_in_public_from_midnight",
    ),
    # Business-day arithmetic over 年末年始, 祝日, 振替休日.
    12: (
        "core/test_clock::test_invariant_12_business_days",
        "core/test_clock::test_the_nth_open_day_is_open_and_has_n_open_days_up_to_it",
        "responses/test_due_dates::test_five_open_days_over_the_turn_of_the_year",
        "responses/test_due_dates::test_a_due_date_on_a_closed_day_moves_to_the_next_open_one",
    ),
    # Public-comment period <30 days without reason is refused.
    13: (
        "submissions/test_period::test_a_period_of_less_than_thirty_days_is_refused",
        "submissions/test_period::test_a_shorter_period_with_a_reason_shows_it_to_everybody",
    ),
    # 提出件数 = Σ件数 of groups; no submission lost.
    14: (
        "submissions/test_counts::test_invariant_14_what_was_sent_is_what_was_counted",
        "submissions/test_comment_result::test_near_copies_are_found_and_placed_together_and_nothing_is_lost",
        "submissions/test_corpus_comment::test_every_real_opinion_has_its_place_and_its_answer",
    ),
    # Proxy entries carry channel, staff ID, original reference.
    15: (
        "rooms/test_enter_post::test_invariant_15_an_entry_carries_channel_typist_and_original",
        "letters/test_letters::test_invariant_15_a_letter_typed_in_carries_channel_typist_and_original",
        "submissions/test_comment_result::test_staff_enter_a_letter_with_its_origin",
    ),
    # Registry private fields never appear in any response to a non-officer (fuzz all endpoints).
    16: (
        "records/test_private_fields::test_nobody_sees_what_is_not_theirs_to_see",
        "records/test_private_fields::test_no_mail_and_no_index_holds_them",
        "registry/test_entry::test_private_fields_never_leak",
    ),
    # Expired or withdrawn entries vanish from search at once.
    17: (
        "registry/test_withdraw_entry::test_withdrawal_hides_at_once",
        "registry/test_withdraw_entry::test_it_leaves_list_and_search_on_its_day",
    ),
    # Contacts are exchanged only after acceptance.
    18: (
        "registry/test_introduction::test_contacts_are_exchanged_only_after_acceptance",
        "registry/test_introduction::test_contacts_are_never_known_without_acceptance",
    ),
    # Each stored personal field has purpose-notice version and retention date.
    19: (
        "records/test_file_register::test_the_notice_shown_is_the_notice_kept",
        "house/test_holdings::test_every_column_that_points_at_a_person_is_declared",
        "accounts/test_erase_ended::test_every_kind_goes_on_its_day",
    ),
    # Disclosure export contains all and only the requester's data.
    20: ("records/test_take_own_data::test_all_and_only_ones_own",),
    # 個人番号 with context is never stored or logged.
    21: (
        "rooms/test_publish_post::test_my_number_stays_out_of_every_file",
        "submissions/test_send_comment::test_a_my_number_is_taken_out_and_stands_in_no_file",
        "registry/test_apply_entry::test_the_my_number_is_nowhere_afterwards",
        "letters/test_letters::test_invariant_21_a_my_number_is_kept_nowhere",
    ),
    # City A's session, token, signed link or search never returns city B's private rows.
    22: (
        "web/test_two_cities::test_invariant_22_nothing_of_one_city_opens_anything_of_another",
        "notifications/test_stop_mail::test_an_address_of_another_city_is_worthless",
        "search/test_cities::test_only_public_documents_of_cities_that_joined",
    ),
    # Audit chain verification fails if one byte changes.
    23: ("core/test_ledger::test_one_changed_or_missing_entry_is_found",),
    # Budget trees sum; 現計 = 当初 + Σ補正.
    24: (
        "sample/test_content::test_budget_sums_up_the_tree_and_balances",
        "library/test_budget::test_sums_that_fail_are_listed",
    ),
    # Ordinance text round-trips; 別表 cells count preserved.
    25: (
        "library/readers/test_law_xml::test_every_sentence_stands_in_exactly_one_unit",
        "library/readers/test_law_xml::test_tables_keep_rows_and_cells_and_forms_that_are_pictures_are_listed",
        "library/readers/test_corpus_readers::test_every_revision_of_every_law_keeps_every_sentence",
    ),
    # Minutes: spoken characters in = out.
    26: ("library/readers/test_corpus_readers::test_speeches_are_word_for_word",),
    # Highlight offsets point at the original characters for ㈱, ㌔, combining marks.
    27: (
        "text/test_normalise::test_a_word_found_is_at_its_place_in_the_original",
        "text/test_normalise::test_span_covers_invisible_characters_and_whole_ligatures",
        "text/test_snippets::test_hits_are_marked_at_the_original_characters",
    ),
    # Search counts equal brute force on the acceptance set (synonyms off).
    28: (
        "index/test_search::test_totals_equal_a_scan",
        "index/test_corpus_founding::test_totals_equal_a_scan",
        "index/test_corpus_counts::test_totals_equal_a_scan",
    ),
    # All resident pages pass without JavaScript and at 320 px.
    29: (
        "browser/test_pages::test_a_page_fits_a_telephone_and_a_desk_and_passes_axe",
        "browser/test_pages::test_a_resident_signs_in_writes_and_replies",
        "browser/test_pages::test_without_script_the_desk_decides_and_the_tombstone_stands",
    ),
    # Token contrast table of §7.
    30: ("house/test_contrast::test_the_tokens_measure_what_domain_7_says",),
    # Freeze window of an election covers 告示日 00:00 to 投票日 24:00.
    31: (
        "review/test_pause_site::test_the_freeze_covers_the_days_to_the_second",
        "city/test_verbs::test_an_election_covers_its_days_in_tokyo",
    ),
    # Kiosk session leaves no cookie or form data.
    32: (
        "accounts/test_sign_in::test_a_kiosk_forgets",
        "accounts/test_sign_in::test_forms_of_a_kiosk_are_not_remembered",
    ),
    # Site works with outbound network blocked.
    33: (
        "web/test_no_network::test_invariant_33_pages_and_worker_need_no_network",
        "web/test_no_network::test_invariant_33_pages_load_nothing_from_elsewhere",
    ),
    # Old rule, answer and document versions stay reachable; one closed on a legal ground shows ground, date, checksum.
    34: (
        "city/test_pages::test_rules_are_drafted_read_and_adopted_by_another",
        "responses/test_publish_response::test_a_correction_is_a_new_version_at_the_same_address",
        "library/test_publish_version::test_a_new_version_replaces_the_old_one_in_search",
        "library/test_close_version::test_two_people_close_a_version",
        "library/test_close_version::test_one_person_alone_does_not",
    ),
}


@cache
def names_in(module: str) -> frozenset[str]:
    path = ROOT / "tests" / f"{module}.py"
    if not path.exists():
        return frozenset()
    return frozenset(node.name for node in ast.parse(path.read_text("utf-8")).body if isinstance(node, ast.FunctionDef))


def test_all_34_are_here() -> None:
    assert list(INVARIANTS) == list(range(1, 35))


@pytest.mark.parametrize("number", INVARIANTS)
def test_each_has_its_tests(number: int) -> None:
    missing = [one for one in INVARIANTS[number] if one.partition("::")[2] not in names_in(one.partition("::")[0])]
    assert missing == []
