"""Where a draft stands between the helpdesk and WordPress."""

import pytest

from bridge.domain.drafts import DraftState, state


@pytest.mark.parametrize(
    ("revision", "wanted", "sent", "there", "status", "differs", "expected"),
    [
        (1, 0, 0, False, None, False, DraftState.LOCAL),
        (1, 1, 0, False, None, False, DraftState.QUEUED),
        (1, 1, 1, True, "draft", False, DraftState.IN_STEP),
        (2, 1, 1, True, "publish", False, DraftState.CHANGED),
        (2, 2, 1, True, "draft", False, DraftState.QUEUED),
        (2, 2, 1, True, "draft", True, DraftState.CONFLICT),
        (1, 1, 1, True, "draft", True, DraftState.AHEAD),
        (2, 2, 1, True, "deleted", False, DraftState.GONE),
    ],
)
def test_the_state_follows_from_what_was_written_sent_and_found(
    revision, wanted, sent, there, status, differs, expected
):
    found = state(
        revision=revision,
        wanted=wanted,
        sent=sent,
        in_wordpress=there,
        wp_status=status,
        differs=differs,
    )
    assert found is expected
