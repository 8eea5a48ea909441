"""The main job, walked through the real window, a picture a step; it is the project's own journey test."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from salesdesk.app import application
from salesdesk.demo import company
from salesdesk.demo.hands import Stuck
from salesdesk.demo.stage import Stage
from salesdesk.demo.steps_company import CompanySteps
from salesdesk.demo.steps_day import DaySteps
from salesdesk.demo.steps_kill import KillSteps
from salesdesk.demo.steps_look import LookSteps
from salesdesk.demo.steps_records import RecordSteps
from salesdesk.desk import profile as profiles
from salesdesk.i18n import _
from salesdesk.settings import LANGUAGE, THEME


def walk(folder: Path, shots: Path) -> int:
    """Walks the main job; returns 0, or 1 where the window did not do what it should."""
    shots.mkdir(parents=True, exist_ok=True)
    profile, key = folder / "profile", os.urandom(32)
    settings = profiles.settings_of(profile)
    company.make(profile, key).store.close()
    settings.set(THEME, "light")
    if not settings.get(LANGUAGE):
        settings.set(LANGUAGE, "en")
    stage = Stage(application(settings), profile, key, shots)
    try:
        for part in (DaySteps, CompanySteps, RecordSteps, KillSteps, LookSteps):
            for step in part(stage).steps():
                step()
    except Stuck as stuck:
        sys.stdout.write(f"  failed: {stuck}\n")
        stage.picture("failed")
        return 1
    finally:
        stage.close()
    sys.stdout.write(_("All of it worked; the pictures lie in %s.") % shots + "\n")
    return 0
