"""The parameters of a regime besides its rulebook: how it sees, and how its offices work."""

from __future__ import annotations

from credopolis.mechanisms.army import ArmyParameters
from credopolis.mechanisms.audits import AuditsParameters
from credopolis.mechanisms.births import BirthsParameters
from credopolis.mechanisms.cameras import CamerasParameters
from credopolis.mechanisms.campaigns import CampaignsParameters
from credopolis.mechanisms.careers import CareersParameters
from credopolis.mechanisms.championships import ChampionshipsParameters
from credopolis.mechanisms.checkpoints import CheckpointsParameters
from credopolis.mechanisms.consequences import ConsequencesParameters
from credopolis.mechanisms.crowding import CrowdingParameters
from credopolis.mechanisms.deaths import DeathsParameters
from credopolis.mechanisms.debts import DebtsParameters
from credopolis.mechanisms.discipline import DisciplineParameters
from credopolis.mechanisms.discretion import DiscretionParameters
from credopolis.mechanisms.drones import DronesParameters
from credopolis.mechanisms.due_process import DueProcessParameters
from credopolis.mechanisms.faces import FacesParameters
from credopolis.mechanisms.fear import FearParameters
from credopolis.mechanisms.informants import InformantsParameters
from credopolis.mechanisms.innocence import InnocenceParameters
from credopolis.mechanisms.jobs import JobsParameters
from credopolis.mechanisms.office import OfficeParameters
from credopolis.mechanisms.officers import OfficersParameters
from credopolis.mechanisms.parameters import Parameters
from credopolis.mechanisms.party import PartyParameters
from credopolis.mechanisms.perception import PerceptionParameters
from credopolis.mechanisms.platform import PlatformParameters
from credopolis.mechanisms.prices import PricesParameters
from credopolis.mechanisms.queues import QueuesParameters
from credopolis.mechanisms.quotas import QuotasParameters
from credopolis.mechanisms.recorders import RecordersParameters
from credopolis.mechanisms.records import RecordsParameters
from credopolis.mechanisms.repair import RepairParameters
from credopolis.mechanisms.robots import RobotsParameters
from credopolis.mechanisms.services import ServicesParameters
from credopolis.mechanisms.stages import StagesParameters
from credopolis.mechanisms.stakes import StakesParameters
from credopolis.mechanisms.statistics import StatisticsParameters
from credopolis.mechanisms.traffic import TrafficParameters
from credopolis.mechanisms.transparency import TransparencyParameters


class RegimeParameters(Parameters):
    """Parameters of every mechanism of a regime; whatever a file does not name keeps its default."""

    records: RecordsParameters = RecordsParameters()
    informants: InformantsParameters = InformantsParameters()
    cameras: CamerasParameters = CamerasParameters()
    faces: FacesParameters = FacesParameters()
    robots: RobotsParameters = RobotsParameters()
    drones: DronesParameters = DronesParameters()
    checkpoints: CheckpointsParameters = CheckpointsParameters()
    recorders: RecordersParameters = RecordersParameters()
    officers: OfficersParameters = OfficersParameters()
    campaigns: CampaignsParameters = CampaignsParameters()
    traffic: TrafficParameters = TrafficParameters()
    office: OfficeParameters = OfficeParameters()
    discretion: DiscretionParameters = DiscretionParameters()
    quotas: QuotasParameters = QuotasParameters()
    platform: PlatformParameters = PlatformParameters()
    statistics: StatisticsParameters = StatisticsParameters()
    due_process: DueProcessParameters = DueProcessParameters()
    repair: RepairParameters = RepairParameters()
    perception: PerceptionParameters = PerceptionParameters()
    stakes: StakesParameters = StakesParameters()
    innocence: InnocenceParameters = InnocenceParameters()
    fear: FearParameters = FearParameters()
    services: ServicesParameters = ServicesParameters()
    queues: QueuesParameters = QueuesParameters()
    prices: PricesParameters = PricesParameters()
    births: BirthsParameters = BirthsParameters()
    deaths: DeathsParameters = DeathsParameters()
    stages: StagesParameters = StagesParameters()
    consequences: ConsequencesParameters = ConsequencesParameters()
    crowding: CrowdingParameters = CrowdingParameters()
    debts: DebtsParameters = DebtsParameters()
    discipline: DisciplineParameters = DisciplineParameters()
    transparency: TransparencyParameters = TransparencyParameters()
    audits: AuditsParameters = AuditsParameters()
    careers: CareersParameters = CareersParameters()
    army: ArmyParameters = ArmyParameters()
    championships: ChampionshipsParameters = ChampionshipsParameters()
    jobs: JobsParameters = JobsParameters()
    party: PartyParameters = PartyParameters()
