"""What governments believe of events, whatever the analyst thinks."""

from tests.engine.cases import contract, governments, play


def test_a_belief_counts_at_both_ends_of_the_analysts_chance():
    """A sweep of a chance that the parties disbelieve does not jump at its end; a chance of 1 is doubted as well."""
    doubt = {"beliefs": {"vote": 0.3}}
    bodies = governments(board=doubt, council=doubt)

    def waiting(chance: float) -> list[list[object]]:
        vote = {"date": "2020-02-10", "chance": chance, "install": {"firm": "new_board"}}
        ended = play(contract(events={"vote": vote}, governments=bodies), log=True)
        logs = [ended.log.of_lane(lane, reviews=True) for lane in range(len(ended.package))]
        return [[move for move in log if move.day < 40] for log in logs]

    assert waiting(1.0) == waiting(1 - 1e-12) == waiting(0.5) == waiting(0.0)
