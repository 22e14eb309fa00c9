from pipelines.indicators import find_indicators
from records import Indicator, IndicatorKind
from vietnamese import read


def test_each_indicator_once_in_the_order_of_first_mention() -> None:
    text = read("Gọi 0900 000 123, vào vaytien24h.vn; nhắc lại: 0900.000.123, stk VCB 1000000123 TRAN VAN MAU")
    assert find_indicators(text) == (
        Indicator(kind=IndicatorKind.PHONE, value="+84900000123"),
        Indicator(kind=IndicatorKind.DOMAIN, value="vaytien24h.vn"),
        Indicator(kind=IndicatorKind.BANK_ACCOUNT, value="1000000123", bank="Vietcombank"),
    )


def test_an_ordinary_text_carries_none() -> None:
    assert find_indicators(read("Hôm nay trường nghỉ học vì mưa lũ.")) == ()
