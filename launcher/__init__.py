"""The commands in `bin/`: embedded servers, processes, data folder. No product code imports it."""
