"""The conductor: observations in, directives out. Pure; knows no audio, no network and no clock."""
