"""What is drawn: charts become pictures. `drawing.picture.draw` is the way in.

The charts are laid out as plain marks in pixels (`scene`), without anything heavy; only
`painter` and `typeface` know matplotlib, and they are imported with the first picture.
"""
