"""The story of the demo world: three customers, orders in every state, one of them with 1,500 machines."""

from hashmend.demo import bench, chapters, returns
from hashmend.demo.boards import an_order_on_the_bench
from hashmend.demo.cast import hire
from hashmend.demo.machines import Fleet
from hashmend.demo.stage import Stage, days_ago, publish_prices
from hashmend.demo.stock import the_spare_stock


def tell(password: str) -> None:
    """Tell it from half a year ago until today. Needs an empty database with the catalogues loaded."""
    with days_ago(180):
        cast = hire(password)
        publish_prices(by=cast.admin)
    stage, fleet = Stage(cast), Fleet(seed=21)
    chapters.a_finished_order(stage, fleet)
    chapters.a_cancelled_order(stage)
    chapters.an_order_on_hold(stage, fleet)
    big = chapters.the_big_order(stage, fleet)
    chapters.an_order_ready_to_complete(stage, fleet)
    chapters.the_big_order_goes_on(stage, big)
    chapters.an_order_on_its_way(stage, fleet)
    an_order_on_the_bench(stage, fleet)
    chapters.requests_at_the_door(stage)
    bench.the_shop(stage)
    bench.a_day_at_the_bench(stage, big)
    the_spare_stock(stage, big)
    returns.in_their_makers_warranty(stage, big)
    returns.machines_that_come_back(stage, fleet, big)
