"""Writes campaign rows of five years: ten campaigns on each of 1,826 days, the same on every machine.

Run: python3 big.py FILE

Standard columns, with the troubles that exports have: rows that are missing or twice, amounts that are missing, negative or
far too large.
"""
import datetime
import math
import random
import sys

# campaign: usual spend a day, carryover from day to day, revenue for each unit of ln(1 + stock), money for a click
CAMPAIGNS = {
    "Brand Awareness": (900, 0.7, 420, 1.4), "Product Launch": (700, 0.5, 380, 1.1),
    "Retargeting": (350, 0.3, 330, 0.7), "Lead Gen": (450, 0.4, 300, 1.0), "Loyalty": (150, 0.6, 210, 0.5),
    "Referral": (120, 0.2, 180, 0.6), "Local Stores": (260, 0.5, 240, 0.9), "App Installs": (500, 0.3, 260, 1.3),
    "Video Views": (320, 0.6, 200, 0.4), "Catalogue": (400, 0.4, 280, 0.8),
}
FIRST, DAYS = datetime.date(2021, 1, 1), 1826

draw = random.Random(7)
stock = dict.fromkeys(CAMPAIGNS, 0.0)


def row(date, name):
    usual, carryover, effect, price = CAMPAIGNS[name]
    season = 1 + 0.25 * math.cos(2 * math.pi * (date.timetuple().tm_yday - 340) / 365.25)
    spend = round(usual * math.exp(draw.gauss(0, 0.6)), 2)
    stock[name] = spend + carryover * stock[name]
    clicks = max(1, round(spend / price * math.exp(draw.gauss(0, 0.1))))
    impressions = round(clicks / draw.uniform(0.008, 0.025))
    conversions = sum(draw.random() < 0.05 for _ in range(min(clicks, 40))) + round(0.05 * max(0, clicks - 40))
    weekend = 1.15 if date.weekday() >= 5 else 1
    revenue = max(0, round(0.8 * usual * weekend * season + effect * math.log1p(stock[name]) + draw.gauss(0, 120), 2))
    trouble = draw.random()
    if trouble < 0.01:
        revenue = ""
    elif trouble < 0.015:
        spend = ""
    elif trouble < 0.018:
        spend = -spend
    elif trouble < 0.021:
        spend = round(12 * spend, 2)
    return [date, name, spend, impressions, clicks, conversions, revenue]


with open(sys.argv[1], "w") as file:
    print("date,campaign_name,spend,impressions,clicks,conversions,revenue", file=file)
    for day in range(DAYS):
        for name in CAMPAIGNS:
            line = ",".join(str(value) for value in row(FIRST + datetime.timedelta(days=day), name))
            chance = draw.random()
            for _ in range(0 if chance < 0.002 else 2 if chance < 0.004 else 1):
                print(line, file=file)
