"""Writes the data of the classic pipeline: 90 days of revenue and of spend in four campaigns, the same on every machine.

Run: python3 data.py FILE
"""
import datetime
import math
import random
import sys

# campaign: usual spend a day, carryover from day to day, revenue for each unit of ln(1 + carried-over spend / 50)
CAMPAIGNS = {"search": (800, 0.5, 900), "social": (500, 0.4, 700), "display": (300, 0.6, 500), "email": (80, 0.2, 600)}

draw = random.Random(42)
stock = dict.fromkeys(CAMPAIGNS, 0.0)
with open(sys.argv[1], "w") as file:
    print("date,revenue," + ",".join(CAMPAIGNS), file=file)
    for day in range(90):
        revenue = 1000 + draw.gauss(0, 250)
        spends = []
        for name, (usual, decay, effect) in CAMPAIGNS.items():
            spend = round(usual * math.exp(draw.gauss(0, 0.6)), 2)
            stock[name] = spend + decay * stock[name]
            revenue += effect * math.log1p(stock[name] / 50)
            spends.append(f"{spend:.2f}")
        date = datetime.date(2024, 1, 1) + datetime.timedelta(days=day)
        print(f"{date},{revenue:.2f}," + ",".join(spends), file=file)
