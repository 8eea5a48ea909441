"""The floor: a bare Qt window with a table of the same rows: `python -m benchmarks.table_child ROWS`."""

from __future__ import annotations

import os
import sys

from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QApplication, QTableView

from benchmarks.frame_end import watch


def main(rows: str) -> None:
    """Shows the rows of a file, tabs between their cells; leaves after the first frame."""
    app = QApplication(sys.argv[:1])
    model = QStandardItemModel()
    with open(rows, encoding="utf-8") as lines:
        for line in lines:
            model.appendRow([QStandardItem(cell) for cell in line.rstrip("\n").split("\t")])
    view = QTableView()
    view.setModel(model)
    watch(view, lambda: os._exit(0))
    view.resize(1280, 800)
    view.show()
    app.exec()


if __name__ == "__main__":
    main(sys.argv[1])
