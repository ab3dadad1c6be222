"""The register's life, what a city owes the people in its files, public comment."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table(
        "data_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "disclosure",
                "correction",
                "suspension",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "received",
                "identity_checked",
                "amendment",
                "decided",
                "notified",
                "executed",
                "withdrawn",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("address", sa.String(200), nullable=False),
        sa.Column("text", sa.String(2000), nullable=False),
        sa.Column("notice_version", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(10), nullable=False),
        sa.Column("entered_by", sa.Integer(), nullable=True),
        sa.Column("once", sa.String(64), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("extended_on", sa.Date(), nullable=True),
        sa.Column("extension_reason", sa.String(500), nullable=False),
        sa.Column("identity_by", sa.String(100), nullable=False),
        sa.Column("checked_by", sa.Integer(), nullable=True),
        sa.Column("amendment", sa.String(500), nullable=False),
        sa.Column("amendment_asked_on", sa.Date(), nullable=True),
        sa.Column("result", sa.String(10), nullable=False),
        sa.Column("reason", sa.String(2000), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("notified_on", sa.Date(), nullable=True),
        sa.Column("executed_on", sa.Date(), nullable=True),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_data_request_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_request")),
        sa.UniqueConstraint("once", name=op.f("uq_data_request_once")),
    )
    with op.batch_alter_table("data_request", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_data_request_due_on"), ["due_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_data_request_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_data_request_state"), ["state"], unique=False)

    op.create_table(
        "email_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_email_change_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_email_change")),
        sa.UniqueConstraint("person_id", name=op.f("uq_email_change_person_id")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_email_change_token_hash")),
    )
    op.create_table(
        "former_handle",
        sa.Column("handle_hash", sa.String(64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("erase_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_former_handle_person_id_person")),
        sa.PrimaryKeyConstraint("handle_hash", name=op.f("pk_former_handle")),
    )
    with op.batch_alter_table("former_handle", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_former_handle_erase_on"), ["erase_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_former_handle_person_id"), ["person_id"], unique=False)

    op.create_table(
        "incident",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(100), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("happened", sa.String(2000), nullable=False),
        sa.Column("data_kinds", sa.String(500), nullable=False),
        sa.Column("people_count", sa.Integer(), nullable=False),
        sa.Column("is_malicious", sa.Boolean(), nullable=False),
        sa.Column("first_due_on", sa.Date(), nullable=False),
        sa.Column("final_due_on", sa.Date(), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["recorded_by"], ["person.id"], name=op.f("fk_incident_recorded_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident")),
    )
    with op.batch_alter_table("incident", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_incident_is_open"), ["is_open"], unique=False)

    op.create_table(
        "registry_import",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("header", sa.JSON(), nullable=False),
        sa.Column("rows", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("erase_on", sa.Date(), nullable=False),
        sa.Column("taken_in", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_registry_import_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registry_import")),
    )
    with op.batch_alter_table("registry_import", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_registry_import_erase_on"), ["erase_on"], unique=False)

    op.create_table(
        "registry_lecture",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("section_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(120), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("audience", sa.String(200), nullable=False),
        sa.Column("is_offered", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["section_id"], ["section.id"], name=op.f("fk_registry_lecture_section_id_section")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registry_lecture")),
    )
    with op.batch_alter_table("registry_lecture", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_registry_lecture_section_id"), ["section_id"], unique=False)

    op.create_table(
        "registry_opportunity",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "course",
                "training",
                "visiting_lecture",
                "event",
                "committee",
                "volunteer",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "open",
                "closed",
                "held",
                "reported",
                "cancelled",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("section_id", sa.Integer(), nullable=False),
        sa.Column("drafted_by", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(120), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("areas", sa.String(200), nullable=False),
        sa.Column("place", sa.String(200), nullable=False),
        sa.Column("fee", sa.String(100), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deadline_on", sa.Date(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("report", sa.Text(), nullable=False),
        sa.Column("participants", sa.Integer(), nullable=True),
        sa.Column("once", sa.String(40), nullable=False),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["drafted_by"], ["person.id"], name=op.f("fk_registry_opportunity_drafted_by_person")),
        sa.ForeignKeyConstraint(
            ["section_id"], ["section.id"], name=op.f("fk_registry_opportunity_section_id_section")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registry_opportunity")),
        sa.UniqueConstraint("drafted_by", "once", name=op.f("uq_registry_opportunity_drafted_by_once")),
    )
    with op.batch_alter_table("registry_opportunity", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_registry_opportunity_deadline_on"), ["deadline_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_registry_opportunity_kind"), ["kind"], unique=False)
        batch_op.create_index(batch_op.f("ix_registry_opportunity_starts_at"), ["starts_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_registry_opportunity_state"), ["state"], unique=False)

    op.create_table(
        "registry_recommendation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recommender_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("contact", sa.String(254), nullable=False),
        sa.Column("notice_version", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("erase_on", sa.Date(), nullable=False),
        sa.Column("once", sa.String(40), nullable=False),
        sa.ForeignKeyConstraint(
            ["recommender_id"], ["person.id"], name=op.f("fk_registry_recommendation_recommender_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registry_recommendation")),
        sa.UniqueConstraint("recommender_id", "once", name=op.f("uq_registry_recommendation_recommender_id_once")),
    )
    with op.batch_alter_table("registry_recommendation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_registry_recommendation_erase_on"), ["erase_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_registry_recommendation_recommender_id"), ["recommender_id"], unique=False)

    op.create_table(
        "incident_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("incident_id", sa.Integer(), nullable=False),
        sa.Column(
            "stage",
            sa.Enum("first", "further", "final", name="stage", native_enum=False, create_constraint=True, length=30),
            nullable=False,
        ),
        sa.Column("text", sa.String(4000), nullable=False),
        sa.Column("drafted_by", sa.Integer(), nullable=False),
        sa.Column("drafted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved_by", sa.Integer(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["approved_by"], ["person.id"], name=op.f("fk_incident_report_approved_by_person")),
        sa.ForeignKeyConstraint(["drafted_by"], ["person.id"], name=op.f("fk_incident_report_drafted_by_person")),
        sa.ForeignKeyConstraint(["incident_id"], ["incident.id"], name=op.f("fk_incident_report_incident_id_incident")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident_report")),
    )
    with op.batch_alter_table("incident_report", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_incident_report_incident_id"), ["incident_id"], unique=False)

    op.create_table(
        "registry_consent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("notice_version", sa.Integer(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("method", sa.String(10), nullable=False),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["registry_entry.id"], name=op.f("fk_registry_consent_entry_id_registry_entry")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registry_consent")),
    )
    with op.batch_alter_table("registry_consent", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_registry_consent_entry_id"), ["entry_id"], unique=False)

    op.create_table(
        "registry_introduction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "requested",
                "city_check",
                "refused",
                "asked",
                "accepted",
                "declined",
                "introduced",
                "done",
                "reported",
                "closed",
                "cancelled",
                "timed_out",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("wanted", sa.String(200), nullable=False),
        sa.Column("place", sa.String(200), nullable=False),
        sa.Column("contact", sa.String(254), nullable=False),
        sa.Column("owner_contact", sa.String(254), nullable=False),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("report", sa.Text(), nullable=False),
        sa.Column("notice_version", sa.Integer(), nullable=False),
        sa.Column("consent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("erase_on", sa.Date(), nullable=True),
        sa.Column("once", sa.String(40), nullable=False),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["registry_entry.id"], name=op.f("fk_registry_introduction_entry_id_registry_entry")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_registry_introduction_owner_id_person")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_registry_introduction_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registry_introduction")),
        sa.UniqueConstraint("person_id", "once", name=op.f("uq_registry_introduction_person_id_once")),
    )
    with op.batch_alter_table("registry_introduction", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_registry_introduction_due_on"), ["due_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_registry_introduction_entry_id"), ["entry_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_registry_introduction_erase_on"), ["erase_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_registry_introduction_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_registry_introduction_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_registry_introduction_state"), ["state"], unique=False)

    op.create_table(
        "registry_lecture_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("lecture_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("group_name", sa.String(100), nullable=False),
        sa.Column("wanted", sa.String(200), nullable=False),
        sa.Column("place", sa.String(200), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("contact", sa.String(254), nullable=False),
        sa.Column("question", sa.String(500), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "applied",
                "accepted",
                "declined",
                "cancelled",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("notice_version", sa.Integer(), nullable=False),
        sa.Column("consent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("erase_on", sa.Date(), nullable=False),
        sa.Column("once", sa.String(40), nullable=False),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["lecture_id"],
            ["registry_lecture.id"],
            name=op.f("fk_registry_lecture_request_lecture_id_registry_lecture"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_registry_lecture_request_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registry_lecture_request")),
        sa.UniqueConstraint("person_id", "once", name=op.f("uq_registry_lecture_request_person_id_once")),
    )
    with op.batch_alter_table("registry_lecture_request", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_registry_lecture_request_erase_on"), ["erase_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_registry_lecture_request_lecture_id"), ["lecture_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_registry_lecture_request_person_id"), ["person_id"], unique=False)

    op.create_table(
        "registry_photo",
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("alt", sa.String(200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["registry_entry.id"], name=op.f("fk_registry_photo_entry_id_registry_entry")
        ),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_registry_photo")),
    )
    op.create_table(
        "registry_role",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("opportunity_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("skills", sa.String(200), nullable=False),
        sa.ForeignKeyConstraint(
            ["opportunity_id"],
            ["registry_opportunity.id"],
            name=op.f("fk_registry_role_opportunity_id_registry_opportunity"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registry_role")),
    )
    with op.batch_alter_table("registry_role", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_registry_role_opportunity_id"), ["opportunity_id"], unique=False)

    op.create_table(
        "comment_result",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft", "waiting", "published", name="state", native_enum=False, create_constraint=True, length=30
            ),
            nullable=False,
        ),
        sa.Column(
            "decision",
            sa.Enum(
                "changed",
                "unchanged",
                "not_made",
                name="decision",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("sent_back_reason", sa.String(500), nullable=False),
        sa.Column("drafted_by", sa.Integer(), nullable=False),
        sa.Column("drafter_ids", sa.JSON(), nullable=False),
        sa.Column("approved_by", sa.Integer(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("frozen", sa.JSON(), nullable=False),
        sa.Column("salt", sa.String(32), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(["approved_by"], ["person.id"], name=op.f("fk_comment_result_approved_by_person")),
        sa.ForeignKeyConstraint(["drafted_by"], ["person.id"], name=op.f("fk_comment_result_drafted_by_person")),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name=op.f("fk_comment_result_room_id_room")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment_result")),
        sa.UniqueConstraint("room_id", "number", name=op.f("uq_comment_result_room_id_number")),
    )
    with op.batch_alter_table("comment_result", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_comment_result_room_id"), ["room_id"], unique=False)

    op.create_table(
        "registry_application",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("opportunity_id", sa.Integer(), nullable=False),
        sa.Column("role_id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("message", sa.String(500), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "applied",
                "accepted",
                "declined",
                "cancelled",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["registry_entry.id"], name=op.f("fk_registry_application_entry_id_registry_entry")
        ),
        sa.ForeignKeyConstraint(
            ["opportunity_id"],
            ["registry_opportunity.id"],
            name=op.f("fk_registry_application_opportunity_id_registry_opportunity"),
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_registry_application_person_id_person")),
        sa.ForeignKeyConstraint(
            ["role_id"], ["registry_role.id"], name=op.f("fk_registry_application_role_id_registry_role")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registry_application")),
        sa.UniqueConstraint("role_id", "entry_id", name=op.f("uq_registry_application_role_id_entry_id")),
    )
    with op.batch_alter_table("registry_application", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_registry_application_entry_id"), ["entry_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_registry_application_opportunity_id"), ["opportunity_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_registry_application_person_id"), ["person_id"], unique=False)

    op.create_table(
        "registry_message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("introduction_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_held", sa.Boolean(), nullable=False),
        sa.Column("once", sa.String(40), nullable=False),
        sa.ForeignKeyConstraint(
            ["introduction_id"],
            ["registry_introduction.id"],
            name=op.f("fk_registry_message_introduction_id_registry_introduction"),
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_registry_message_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registry_message")),
        sa.UniqueConstraint(
            "introduction_id", "person_id", "once", name=op.f("uq_registry_message_introduction_id_person_id_once")
        ),
    )
    with op.batch_alter_table("registry_message", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_registry_message_introduction_id"), ["introduction_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_registry_message_person_id"), ["person_id"], unique=False)

    op.create_table(
        "comment_opinion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(200), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("category", sa.String(1), nullable=False),
        sa.Column("ground", sa.String(1000), nullable=False),
        sa.Column("next_on", sa.Date(), nullable=True),
        sa.Column("before_text", sa.Text(), nullable=False),
        sa.Column("after_text", sa.Text(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.Column("drafted_by", sa.Integer(), nullable=False),
        sa.Column("drafter_ids", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["drafted_by"], ["person.id"], name=op.f("fk_comment_opinion_drafted_by_person")),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name=op.f("fk_comment_opinion_room_id_room")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_comment_opinion_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment_opinion")),
    )
    with op.batch_alter_table("comment_opinion", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_comment_opinion_room_id"), ["room_id"], unique=False)

    op.create_table(
        "submission_text",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=False),
        sa.Column("exact", sa.String(64), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("head_id", sa.Integer(), nullable=True),
        sa.Column("opinion_id", sa.Integer(), nullable=True),
        sa.Column("out_reason", sa.String(300), nullable=False),
        sa.Column("findings", sa.JSON(), nullable=False),
        sa.Column("masks", sa.JSON(), nullable=False),
        sa.Column("is_checked", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["opinion_id"], ["comment_opinion.id"], name=op.f("fk_submission_text_opinion_id_comment_opinion")
        ),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name=op.f("fk_submission_text_room_id_room")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission_text")),
        sa.UniqueConstraint("room_id", "exact", name=op.f("uq_submission_text_room_id_exact")),
    )
    with op.batch_alter_table("submission_text", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_submission_text_head_id"), ["head_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_submission_text_opinion_id"), ["opinion_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_submission_text_room_id"), ["room_id"], unique=False)

    op.create_table(
        "submission",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "channel",
            sa.Enum(
                "web",
                "email",
                "post",
                "fax",
                "counter",
                "telephone",
                "meeting",
                "round_table",
                "mayor_letter",
                name="channel",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("place", sa.String(200), nullable=False),
        sa.Column("text_id", sa.Integer(), nullable=False),
        sa.Column("own_body", sa.Text(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("once", sa.String(64), nullable=False),
        sa.Column("secret_hash", sa.String(64), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("entered_by", sa.Integer(), nullable=True),
        sa.Column("original", sa.String(200), nullable=False),
        sa.Column("is_publishable", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["entered_by"], ["person.id"], name=op.f("fk_submission_entered_by_person")),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name=op.f("fk_submission_room_id_room")),
        sa.ForeignKeyConstraint(
            ["text_id"], ["submission_text.id"], name=op.f("fk_submission_text_id_submission_text")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission")),
        sa.UniqueConstraint("room_id", "number", name=op.f("uq_submission_room_id_number")),
        sa.UniqueConstraint("room_id", "once", name=op.f("uq_submission_room_id_once")),
    )
    with op.batch_alter_table("submission", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_submission_room_id"), ["room_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_submission_text_id"), ["text_id"], unique=False)

    op.create_table(
        "submitter_identity",
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("address", sa.String(200), nullable=False),
        sa.Column("belonging", sa.String(200), nullable=False),
        sa.Column("telephone", sa.String(40), nullable=False),
        sa.Column("email", sa.String(200), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_submitter_identity_submission_id_submission")
        ),
        sa.PrimaryKeyConstraint("submission_id", name=op.f("pk_submitter_identity")),
    )
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.add_column(sa.Column("organisation", sa.String(80), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("ends_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("last_active_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("inactive_warnings", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("inactive_warned_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("left_at", sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table("registry_entry", schema=None) as batch_op:
        batch_op.add_column(sa.Column("erase_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("appeal", sa.String(1000), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("appealed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(batch_op.f("ix_registry_entry_erase_on"), ["erase_on"], unique=False)

    with op.batch_alter_table("room", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_room_kind"), type_="check")
        batch_op.create_check_constraint(op.f("ck_room_kind"), "kind IN ('deliberation', 'board', 'comment')")
        batch_op.add_column(sa.Column("draft_document_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("period_reason", sa.String(300), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("identity_fields", sa.String(100), nullable=False, server_default=""))
        batch_op.create_foreign_key(
            batch_op.f("fk_room_draft_document_id_document"), "document", ["draft_document_id"], ["id"]
        )

    with op.batch_alter_table("unit", schema=None) as batch_op:
        batch_op.create_index("ix_unit_version_id_thread", ["version_id", "thread"], unique=False)


def downgrade() -> None:

    with op.batch_alter_table("unit", schema=None) as batch_op:
        batch_op.drop_index("ix_unit_version_id_thread")

    with op.batch_alter_table("room", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_room_draft_document_id_document"), type_="foreignkey")
        batch_op.drop_column("identity_fields")
        batch_op.drop_column("period_reason")
        batch_op.drop_column("draft_document_id")

    with op.batch_alter_table("registry_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_registry_entry_erase_on"))
        batch_op.drop_column("appealed_at")
        batch_op.drop_column("appeal")
        batch_op.drop_column("erase_on")

    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_column("left_at")
        batch_op.drop_column("inactive_warned_on")
        batch_op.drop_column("inactive_warnings")
        batch_op.drop_column("last_active_on")
        batch_op.drop_column("ends_on")
        batch_op.drop_column("organisation")

    op.drop_table("submitter_identity")
    with op.batch_alter_table("submission", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_submission_text_id"))
        batch_op.drop_index(batch_op.f("ix_submission_room_id"))

    op.drop_table("submission")
    with op.batch_alter_table("submission_text", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_submission_text_room_id"))
        batch_op.drop_index(batch_op.f("ix_submission_text_opinion_id"))
        batch_op.drop_index(batch_op.f("ix_submission_text_head_id"))

    op.drop_table("submission_text")
    with op.batch_alter_table("comment_opinion", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_comment_opinion_room_id"))

    op.drop_table("comment_opinion")
    with op.batch_alter_table("registry_message", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_registry_message_person_id"))
        batch_op.drop_index(batch_op.f("ix_registry_message_introduction_id"))

    op.drop_table("registry_message")
    with op.batch_alter_table("registry_application", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_registry_application_person_id"))
        batch_op.drop_index(batch_op.f("ix_registry_application_opportunity_id"))
        batch_op.drop_index(batch_op.f("ix_registry_application_entry_id"))

    op.drop_table("registry_application")
    with op.batch_alter_table("comment_result", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_comment_result_room_id"))

    op.drop_table("comment_result")
    with op.batch_alter_table("registry_role", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_registry_role_opportunity_id"))

    op.drop_table("registry_role")
    op.drop_table("registry_photo")
    with op.batch_alter_table("registry_lecture_request", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_registry_lecture_request_person_id"))
        batch_op.drop_index(batch_op.f("ix_registry_lecture_request_lecture_id"))
        batch_op.drop_index(batch_op.f("ix_registry_lecture_request_erase_on"))

    op.drop_table("registry_lecture_request")
    with op.batch_alter_table("registry_introduction", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_registry_introduction_state"))
        batch_op.drop_index(batch_op.f("ix_registry_introduction_person_id"))
        batch_op.drop_index(batch_op.f("ix_registry_introduction_owner_id"))
        batch_op.drop_index(batch_op.f("ix_registry_introduction_erase_on"))
        batch_op.drop_index(batch_op.f("ix_registry_introduction_entry_id"))
        batch_op.drop_index(batch_op.f("ix_registry_introduction_due_on"))

    op.drop_table("registry_introduction")
    with op.batch_alter_table("registry_consent", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_registry_consent_entry_id"))

    op.drop_table("registry_consent")
    with op.batch_alter_table("incident_report", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_incident_report_incident_id"))

    op.drop_table("incident_report")
    with op.batch_alter_table("registry_recommendation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_registry_recommendation_recommender_id"))
        batch_op.drop_index(batch_op.f("ix_registry_recommendation_erase_on"))

    op.drop_table("registry_recommendation")
    with op.batch_alter_table("registry_opportunity", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_registry_opportunity_state"))
        batch_op.drop_index(batch_op.f("ix_registry_opportunity_starts_at"))
        batch_op.drop_index(batch_op.f("ix_registry_opportunity_kind"))
        batch_op.drop_index(batch_op.f("ix_registry_opportunity_deadline_on"))

    op.drop_table("registry_opportunity")
    with op.batch_alter_table("registry_lecture", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_registry_lecture_section_id"))

    op.drop_table("registry_lecture")
    with op.batch_alter_table("registry_import", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_registry_import_erase_on"))

    op.drop_table("registry_import")
    with op.batch_alter_table("incident", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_incident_is_open"))

    op.drop_table("incident")
    with op.batch_alter_table("former_handle", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_former_handle_person_id"))
        batch_op.drop_index(batch_op.f("ix_former_handle_erase_on"))

    op.drop_table("former_handle")
    op.drop_table("email_change")
    with op.batch_alter_table("data_request", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_data_request_state"))
        batch_op.drop_index(batch_op.f("ix_data_request_person_id"))
        batch_op.drop_index(batch_op.f("ix_data_request_due_on"))

    op.drop_table("data_request")
