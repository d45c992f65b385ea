"""Every table of the app, for Django; everyone else imports from the package that owns it."""

from hashmend.domain.accounts.models import ApiToken, ListPreference, SignInFailure, User
from hashmend.domain.bench.models import (
    BenchPhoto,
    BenchPosition,
    Component,
    Failure,
    Repair,
    StressTest,
)
from hashmend.domain.billing.models import Invoice, InvoiceContainer, InvoiceLine, Payment
from hashmend.domain.catalogue.bench import BoardNumber, ErrorCode, LogPattern, TestProfile
from hashmend.domain.catalogue.models import (
    Carrier,
    FailureType,
    MacPrefix,
    MinerModel,
    RepairType,
    SerialShape,
    Service,
    TrackingFormat,
)
from hashmend.domain.customers.models import Address, Agreement, Contact, Customer
from hashmend.domain.history.models import Event
from hashmend.domain.intake.models import ListUpload
from hashmend.domain.logistics.models import Container, Damage, DamagePhoto, Shipment
from hashmend.domain.messaging.models import Message, ReadMark
from hashmend.domain.miners.models import Miner
from hashmend.domain.numbering.models import Sequence
from hashmend.domain.parts.models import Part, StockLevel
from hashmend.domain.search.models import SearchTerm
from hashmend.domain.work_orders.models import Fee, Job, RepairRequest, ScopeItem, ServiceDone, WorkOrder

__all__ = [
    "Address",
    "Agreement",
    "ApiToken",
    "BenchPhoto",
    "BenchPosition",
    "BoardNumber",
    "Carrier",
    "Component",
    "Contact",
    "Container",
    "Customer",
    "Damage",
    "DamagePhoto",
    "ErrorCode",
    "Event",
    "Failure",
    "FailureType",
    "Fee",
    "Invoice",
    "InvoiceContainer",
    "InvoiceLine",
    "Job",
    "ListPreference",
    "ListUpload",
    "LogPattern",
    "MacPrefix",
    "Message",
    "Miner",
    "MinerModel",
    "Part",
    "Payment",
    "ReadMark",
    "Repair",
    "RepairRequest",
    "RepairType",
    "ScopeItem",
    "SearchTerm",
    "Sequence",
    "SerialShape",
    "Service",
    "ServiceDone",
    "Shipment",
    "SignInFailure",
    "StockLevel",
    "StressTest",
    "TestProfile",
    "TrackingFormat",
    "User",
    "WorkOrder",
]
