"""The parameters of a regime besides its rulebook: how it sees, and how its offices work."""

from __future__ import annotations

from credopolis.mechanisms.cameras import CamerasParameters
from credopolis.mechanisms.informants import InformantsParameters
from credopolis.mechanisms.office import OfficeParameters
from credopolis.mechanisms.parameters import Parameters
from credopolis.mechanisms.perception import PerceptionParameters
from credopolis.mechanisms.records import RecordsParameters


class RegimeParameters(Parameters):
    """Parameters of every mechanism of a regime; whatever a file does not name keeps its default."""

    records: RecordsParameters = RecordsParameters()
    informants: InformantsParameters = InformantsParameters()
    cameras: CamerasParameters = CamerasParameters()
    office: OfficeParameters = OfficeParameters()
    perception: PerceptionParameters = PerceptionParameters()
