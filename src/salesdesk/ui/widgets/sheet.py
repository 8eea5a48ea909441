"""What Qt's stock widgets wear: one small style sheet and one palette."""

from __future__ import annotations

from dataclasses import fields
from string import Template

from PySide6.QtGui import QPalette

from salesdesk.ui.widgets.palette import Palette, blend

# Paddings are the same on both sides, because style sheets are not mirrored.
_SHEET = Template("""
QLineEdit, QPlainTextEdit, QTextEdit, QAbstractSpinBox, QComboBox {
  background: $bg; color: $text; border: 2px solid $bg; border-radius: 7px; padding: 1px 9px;
  selection-background-color: $accent; selection-color: $panel;
  placeholder-text-color: $soft; }
QLineEdit, QAbstractSpinBox, QComboBox { min-height: ${height}px; }
QPlainTextEdit, QTextEdit { padding: 3px 7px; }
QLineEdit:hover, QPlainTextEdit:hover, QTextEdit:hover, QAbstractSpinBox:hover, QComboBox:hover {
  border-color: $line; }
QLineEdit[wrong="true"], QPlainTextEdit[wrong="true"], QTextEdit[wrong="true"],
QComboBox[wrong="true"] { border-color: $hot; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QAbstractSpinBox:focus, QComboBox:focus {
  border-color: $accent; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button { width: 0; border: 0; }
QDateTimeEdit::drop-down, QComboBox::drop-down { width: 24px; border: 0; }
QAbstractItemView, QScrollArea { border: 0; outline: 0; }
QHeaderView { background: $panel; }
QHeaderView::section { background: $panel; color: $soft; border: 0; border-bottom: 1px solid $line; padding: 6px 8px; }
QTableCornerButton::section { background: $panel; border: 0; border-bottom: 1px solid $line; }
QAbstractScrollArea::corner { background: transparent; border: 0; }
QMenu { background: $panel; color: $text; border: 1px solid $line; padding: 4px; }
QMenu::item { padding: 7px 20px; border-radius: 5px; }
QMenu::item:selected { background: $accent_ground; color: $text; }
QMenu::item:disabled { color: $faint; }
QMenu::separator { height: 1px; background: $line; margin: 4px 8px; }
QScrollBar { background: transparent; border: 0; margin: 0; }
QScrollBar:vertical { width: 10px; }
QScrollBar:horizontal { height: 10px; }
QScrollBar::handle { background: $grip; border-radius: 3px; margin: 2px; min-height: 32px; min-width: 32px; }
QScrollBar::handle:hover { background: $faint; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QToolTip { background: $panel; color: $text; border: 1px solid $line; padding: 4px; }
QSplitter::handle { background: $line; }
""")


def style_sheet(p: Palette, line_height: int) -> str:
    """The style sheet in these colours; `line_height` is that of an editor's one line."""
    names: dict[str, str] = {field.name: p.named(field.name).name() for field in fields(p)}
    return _SHEET.substitute(names, grip=blend(p.faint, p.panel, 0.4).name(), height=line_height)


def qt_palette(p: Palette) -> QPalette:
    """The colours as Qt's own roles."""
    role = QPalette.ColorRole
    colours = {
        role.Window: p.panel, role.WindowText: p.text, role.Base: p.panel, role.AlternateBase: p.bg,
        role.Text: p.text, role.Button: p.bg, role.ButtonText: p.text, role.BrightText: p.hot,
        role.Highlight: p.accent_ground, role.HighlightedText: p.text, role.Accent: p.accent,
        role.Link: p.accent, role.LinkVisited: p.accent, role.PlaceholderText: p.soft,
        role.ToolTipBase: p.panel, role.ToolTipText: p.text, role.Light: p.panel, role.Midlight: p.bg,
        role.Mid: p.line, role.Dark: p.line, role.Shadow: p.line,
    }  # fmt: skip
    palette = QPalette()
    for name, colour in colours.items():
        palette.setColor(name, colour)
    for name in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, name, p.faint)
    return palette
