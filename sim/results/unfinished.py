"""A run that is not finished yet: what it is, and what of it is done, in a folder beside its results."""

from __future__ import annotations

import hashlib
import json
import shutil
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from sim.answer import json_text
from sim.ensemble.batches import Batch, split
from sim.ensemble.part_files import PartFiles
from sim.errors import InputError, StorageError, cannot_write
from sim.figures import run_size_in_words
from sim.results.provenance import Provenance
from sim.results.saved_scenario import SCENARIO, load_saved_scenario, write_scenario
from sim.scenario.load import SAVED_CLAIMS, LoadedScenario
from sim.version import VERSION
from sim.whole_file import NOT_AS_WRITTEN, parse_json, read_bounded, write_whole

__all__ = ["UNFINISHED", "Plan", "Unfinished"]

UNFINISHED = "unfinished"
"""The folder's name."""

_PLAN, _FORMAT = "run.json", "negotiation-sim unfinished run 2"


@dataclass(frozen=True)
class Plan:
    """What a run is to be.

    Parameters
    ----------
    provenance : Provenance
        With all worlds asked for.
    model : str
        Hash of the scenario as run, to tell whether the copy of it is what it was.
    lanes_per_batch : int
        Most lanes in a batch: parts are numbered by batch.
    plugins : bool
        Whether the scenario may run code of its own.
    folders : tuple of str
        Where that is looked for.
    tactics : tuple of str
        Governments that play a class given from Python.
    """

    provenance: Provenance
    model: str
    lanes_per_batch: int
    plugins: bool = False
    folders: tuple[str, ...] = ()
    tactics: tuple[str, ...] = ()

    @property
    def batches(self) -> dict[int, Batch]:
        """The batches by number."""
        made = self.provenance
        return dict(enumerate(split(made.worlds, made.replications, lanes=self.lanes_per_batch)))

    def as_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {"format": _FORMAT, "digest": self.digest, **self._plain()}

    @cached_property
    def digest(self) -> str:
        """Hash of all it says: the parts of the run carry it."""
        return hashlib.blake2b(json.dumps(self._plain(), sort_keys=True).encode(), digest_size=12).hexdigest()

    def _plain(self) -> dict[str, Any]:
        return {**asdict(self), "provenance": self.provenance.as_dict()}

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Plan:
        """Return what `as_dict` wrote."""
        known = {**data, "provenance": Provenance.from_dict(data["provenance"])}
        known |= {name: tuple(data[name]) for name in ("folders", "tactics")}
        del known["format"], known["digest"]
        return cls(**known)


@dataclass(frozen=True)
class Unfinished:
    """An unfinished run in a folder of results.

    Parameters
    ----------
    folder : Path
        That of the results.
    plan : Plan
        What it is to be.
    files : PartFiles
        What is done.
    """

    folder: Path
    plan: Plan
    files: PartFiles

    @classmethod
    def begin(cls, folder: Path, plan: Plan, scenario: LoadedScenario) -> Unfinished:
        """Write down what a run is to be: from then on it can be taken up again."""
        place = folder / UNFINISHED
        if place.exists() and not _is_barely_begun(place):
            raise InputError(f"{place}: is in the way: what is done of the run is to be kept there")
        try:
            shutil.rmtree(place, ignore_errors=True)
            place.mkdir()
            write_scenario(scenario, place)
            write_whole(place / _PLAN, json_text(plan.as_dict()))
        except OSError as error:
            shutil.rmtree(place, ignore_errors=True)
            raise cannot_write(folder, error) from None
        return cls(folder, plan, PartFiles(place, plan.digest))

    @classmethod
    def find(cls, folder: Path) -> Unfinished | None:
        """Return the unfinished run of a folder, if there is one.

        Raises
        ------
        SimError
            If it cannot be read, or was begun in another format.
        """
        place = folder / UNFINISHED
        try:
            saved = parse_json(read_bounded(place / _PLAN))
            if saved["format"] != _FORMAT:
                raise StorageError(
                    f"{place / _PLAN}: written in another format (found '{saved['format']}'; allowed '{_FORMAT}')"
                )
            plan = Plan.from_dict(saved)
            if plan.provenance.version == VERSION and plan.digest != saved["digest"]:
                raise ValueError("it was changed since the run began")
            return cls(folder, plan, PartFiles(place, plan.digest))
        except (FileNotFoundError, NotADirectoryError):
            return None
        except (OSError, *NOT_AS_WRITTEN) as error:
            raise InputError(f"{place / _PLAN}: is not the plan of a run ({error})") from None

    def check_version(self) -> None:
        """Refuse a run begun by another version: its parts and ours would not be one run."""
        if (begun := self.plan.provenance.version) != VERSION:
            raise InputError(
                f"{self.folder}: begun by another version (found {begun}; allowed {VERSION}): finish it with "
                f"that one, or remove {self.folder / UNFINISHED} and begin anew"
            )

    def scenario(self) -> LoadedScenario:
        """Return the scenario it runs, as it was when the run began.

        Raises
        ------
        SimError
            If its copy has been changed since.
        """
        place = self.folder / UNFINISHED
        settings = [each for each in self.plan.provenance.settings if not each.startswith("tactics.")]
        found = load_saved_scenario(place, tuple(settings))
        if found.model.digest != self.plan.model:
            raise StorageError(
                f"{place / SCENARIO}: is not the scenario that the run began with: it was changed since"
            )
        return found

    def say(self) -> str:
        """Say in words what it is and how far."""
        made, batches = self.plan.provenance, self.plan.batches
        done = sum(batch.lanes for number, batch in batches.items() if number in self.files)
        return (
            f"an unfinished run of {made.title}: {run_size_in_words(made.worlds, made.replications, made.seed)}, "
            f"{done:,} of {made.worlds * made.replications:,} plays done"
        )

    @property
    def can_go_on(self) -> bool:
        """Whether parts are kept to go on from, and their plan: who deletes the folder takes it along."""
        return len(self.files) > 0 and (self.folder / UNFINISHED / _PLAN).exists()

    def discard(self) -> None:
        """Remove it: it is finished, or nothing is done."""
        gone = self.folder / f".{UNFINISHED}-gone"
        shutil.rmtree(gone, ignore_errors=True)
        with suppress(FileNotFoundError):  # somebody deleted the folder meanwhile
            (self.folder / UNFINISHED).replace(gone)  # at once: half of it is not a run to take up
        shutil.rmtree(gone, ignore_errors=True)


def _is_barely_begun(place: Path) -> bool:
    """Tell whether a folder is what a run leaves that was killed before its plan was written."""
    begun = (SCENARIO, SAVED_CLAIMS)
    return place.is_dir() and all(
        path.name in begun or path.name.startswith(f".{_PLAN}.") for path in place.iterdir()
    )
