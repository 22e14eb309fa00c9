"""Banks and wallets of Vietnam and how people write them."""

from __future__ import annotations

from typing import Final

from vietnamese.text import fold

BANKS: Final = {
    "Vietcombank": "vietcombank, vietcom, vcb, viet com bank, vietcom bank, ngân hàng ngoại thương",
    "VietinBank": "vietinbank, viettinbank, vietin, ctg, vietin bank, viettin bank, ngân hàng công thương",
    "BIDV": "bidv, b i d v, ngân hàng đầu tư",
    "Agribank": "agribank, agri, vbard, agri bank, ngân hàng nông nghiệp",
    "MB": "mb, mbbank, mbb, mb bank, m b bank, ngân hàng quân đội",
    "Techcombank": "techcombank, techcom, tcb, techcom bank, tech com bank, ngân hàng kỹ thương",
    "ACB": "acb, ngân hàng á châu",
    "TPBank": "tpbank, tpb, tp bank, ngân hàng tiên phong",
    "Sacombank": "sacombank, stb, sacom, sacom bank, ngân hàng sài gòn thương tín",
    "VPBank": "vpbank, vpb, vp bank, ngân hàng việt nam thịnh vượng",
    "SHB": "shb, ngân hàng sài gòn hà nội",
    "OCB": "ocb, ngân hàng phương đông",
    "HDBank": "hdbank, hdb, hd bank",
    "MSB": "msb, maritimebank, maritime bank, ngân hàng hàng hải",
    "VIB": "vib, vib bank, ngân hàng quốc tế",
    "SeABank": "seabank, ssb, sea bank, ngân hàng đông nam á",
    "LPBank": "lpbank, lpb, lienvietpostbank, lienviet, lp bank, lien viet post bank, liên việt, ngân hàng bưu điện",
    "Eximbank": "eximbank, exim, eib, exim bank",
    "SCB": "scb",
    "Nam A Bank": "namabank, nab, nam a bank, nam á bank, ngân hàng nam á",
    "ABBANK": "abbank, abb, ab bank, ngân hàng an bình",
    "Bac A Bank": "bacabank, bac a bank, bắc á bank, ngân hàng bắc á",
    "BVBank": "bvbank, vietcapitalbank, bv bank, ngân hàng bản việt",
    "PVcomBank": "pvcombank, pvcb, pvcom bank, pv com bank",
    "NCB": "ncb, ngân hàng quốc dân",
    "VietBank": "vietbank, viet bank, ngân hàng việt nam thương tín",
    "VietABank": "vietabank, vab, viet a bank, việt á bank, ngân hàng việt á",
    "KienlongBank": "kienlongbank, kienlong, klb, kienlong bank, ngân hàng kiên long",
    "BaoViet Bank": "baovietbank, bvb, baoviet bank, ngân hàng bảo việt",
    "PGBank": "pgbank, pgb, pg bank",
    "Saigonbank": "saigonbank, sgb, saigon bank",
    "GPBank": "gpbank, gp bank",
    "CBBank": "cbbank, vcbneo, cb bank, vcb neo",
    "MBV": "oceanbank, mbv, ocean bank",
    "DongA Bank": "dongabank, vikki, vikkibank, donga bank, đông á bank, ngân hàng đông á",
    "Co-opBank": "coopbank, co-op bank, co-opbank",
    "VBSP": "vbsp, ngân hàng chính sách",
    "Shinhan Bank": "shinhanbank, shinhan, shinhan bank",
    "Woori Bank": "wooribank, woori, woori bank",
    "HSBC": "hsbc",
    "UOB": "uob",
    "CIMB": "cimb",
    "Public Bank": "pbvn, public bank",
    "Cake": "cake, cake by vpbank",
    "Timo": "timo",
    "Ubank": "ubank",
    "TNEX": "tnex",
    "Liobank": "liobank",
    "MoMo": "momo, ví momo, mo mo",
    "ZaloPay": "zalopay, zalo pay",
    "ViettelPay": "viettelpay, viettelmoney, viettel pay, viettel money",
    "VNPay": "vnpay, vn pay",
    "ShopeePay": "shopeepay, shopee pay, airpay",
    "VNPT Money": "vnptmoney, vnptpay, vnpt money, vnpt pay",
}
"""A bank's name as we show it, and how it is written: each spelling after a comma.

From the banks' own published names and common use; which code a transfer uses does not matter here.
"""

WALLETS: Final = frozenset({"MoMo", "ZaloPay", "ViettelPay", "VNPay", "ShopeePay", "VNPT Money"})
"""Where the account is a phone number."""


SPELLINGS: Final = {
    tuple(spelling.split()): bank for bank, written in BANKS.items() for spelling in fold(written).split("\n")
}
"""Each spelling, as words of the folded view, and the bank it means."""

LONGEST: Final = max(map(len, SPELLINGS))
"""Words in the longest spelling."""
