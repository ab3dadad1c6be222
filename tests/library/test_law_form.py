"""The form of a law is said in words, not in the vocabulary of its file."""

from civic.library.models import DocumentVersion
from tests import make
from tests.world import World


def test_the_form_of_a_law_is_in_words(world: World) -> None:
    with world.write() as db:
        made = make.document(db, "law-1", kind="law")
        db.get_one(DocumentVersion, made.current_version_id).facts = {"form": "CabinetOrder"}
        other = make.document(db, "jorei-1", kind="ordinance")
        db.get_one(DocumentVersion, other.current_version_id).facts = {"form": "規則"}
    text = world.browser().get("/documents/law-1").text
    assert ("<dd>政令</dd>" in text, "CabinetOrder" in text) == (True, False)
    assert "<dd>規則</dd>" in world.browser().get("/documents/jorei-1").text
