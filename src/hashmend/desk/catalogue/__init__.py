"""The catalogues for staff: everybody of the centre reads them, an admin edits them and sets prices."""
