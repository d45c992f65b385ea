"""What a person corrects is taken as said; what is odd is told and never keeps a row out."""

from decimal import Decimal

from hashmend.domain.intake.reading.fields import Field
from hashmend.domain.intake.reading.rows import Choice

_LIST = "Code,What,Where\nA-001,S19 Pro,R1\nA-002,Foo 77,R2\n"


def test_columns_chosen_by_index_or_by_name(read) -> None:
    by_index = read(_LIST, header_row=1, columns={"asset_tag": 0, "model": "1"})
    by_name = read(_LIST, columns={"asset_tag": "code", "model": "What"})
    assert [row.asset_tag for row in by_index.rows] == ["A-001", "A-002"]
    assert by_index.rows == by_name.rows
    assert by_index.columns == {Field.ASSET_TAG: 0, Field.MODEL: 1}


def test_a_table_nobody_can_tell_waits_for_a_person(read) -> None:
    result = read("Alpha,Beta\nfoo,bar\nbaz,qux\n")
    assert (result.rows, result.columns) == ((), {})
    assert result.sample[1] == (2, ("foo", "bar"))


def test_a_header_row_chosen_by_hand(read) -> None:
    text = "Serial,of,what\nlist 4,,\nUnit,Tag,Kind\nSYNAXYZBJABBC0001,T1,S19\n"
    result = read(text, header_row=3, columns={"serial": "Unit", "asset_tag": "Tag", "model": "Kind"})
    assert [(row.line, row.serial, row.asset_tag) for row in result.rows] == [(4, "SYNAXYZBJABBC0001", "T1")]


def test_no_header_chosen_by_hand(read) -> None:
    result = read("SN1234567,S19\nSN1234568,S19\n", header_row=0, columns={"serial": 0, "model": 1})
    assert (len(result.rows), result.header_row) == (2, None)


def test_models_chosen_by_hand(read) -> None:
    text = "Serial,Model\nSYNAXYZBJABBC0001,The big one\nSYNAXYZBJABBC0002,S19\n"
    assert read(text).unknown_models() == {"The big one": 1}
    result = read(text, models={"the big one": "bitmain-antminer-s21"})
    assert result.summary()["model_counts"] == {"Antminer S21": 1, "Antminer S19": 1}
    assert result.unknown_models() == {}


def test_a_choice_survives_being_kept(read) -> None:
    choice = Choice(sheet="List", header_row=4, columns={"serial": 2, "mac": "MAC"}, models={"x": "y"}, delimiter=";")
    assert Choice.from_json(choice.as_json()) == choice
    assert Choice.from_json({}) == Choice()


def test_odd_serials_and_macs_are_told(read) -> None:
    rows = read(
        "Serial,MAC,Model\n1.23E+16,02:35:3D:B3:2D:B,S19\nSYNAXYZBJABBC0001,zz:35:3D:B3:2D:B1,S19\n"
        "AB1,02:35:3D:B3:2D:B1,S19\nSYNAPOCBJABBC0001,02353DB32DB2,S21\n"
    ).rows
    assert [[oddity.code for oddity in row.oddities] for row in rows] == [
        ["odd-serial", "odd-mac"],
        ["odd-mac"],
        ["odd-serial"],
        ["other-model"],
    ]
    assert "its digits are lost" in rows[0].oddities[0].sentence


def test_the_serial_proposes_a_model_where_the_list_names_none(read) -> None:
    row = read("Serial,MAC\nSYNAPOCBJABBC0001,02353DB32DB2\nSYNAXYZBJABBC0001,02353DB32DB3\n").rows[0]
    assert row.match.model
    assert row.match.model.name == "Antminer S19 Pro"
    assert [oddity.code for oddity in row.oddities] == ["model-from-serial"]


def test_nominal_terahash_is_not_a_measured_one(read) -> None:
    table = "sn,hashrate,model\n" + "\n".join(f"SYNAXYZBJABBC{n:04d},{91 + n * 1.37:.2f},S19" for n in range(20))
    assert {row.nominal_ths for row in read(table).rows} == {None}
    table = "sn,Hashrate (TH),model\n" + "\n".join(f"SYNAXYZBJABBC{n:04d},{90 + n % 3 * 5},S19" for n in range(20))
    assert {row.nominal_ths for row in read(table).rows} == {Decimal(90), Decimal(95), Decimal(100)}


def test_a_column_of_reasons_does_not_confuse(read) -> None:
    text = (
        "Line,Reason,Serial number,MAC address,Model,Reported issue\n"
        '4,"Model Foo is not in the catalogue, choose one.",SYNAXYZBJABBC0001,02353DB32DB2,S19,no power\n'
        "9,Serial SYNAXYZBJABBC0002 is twice.,SYNAXYZBJABBC0002,02353DB32DB3,S19,fan error\n"
    )
    result = read(text)
    assert result.columns == {Field.SERIAL: 2, Field.MAC: 3, Field.MODEL: 4, Field.REPORTED_ISSUE: 5}


def test_a_quote_that_is_never_closed_does_not_swallow_the_list(read) -> None:
    body = "\n".join(f"SYNAXYZBJABBC{n:04d},S19,{'12' + chr(34) + ' rack' if n == 3 else 'ok'}" for n in range(600))
    assert len(read("Serial,Model,Note\n" + body).rows) == 600
    broken = body.replace("SYNAXYZBJABBC0003,S19,12", 'SYNAXYZBJABBC0003,S19,"12')
    assert len(read("Serial,Model,Note\n" + broken.replace('12" rack', "12 rack")).rows) == 600
