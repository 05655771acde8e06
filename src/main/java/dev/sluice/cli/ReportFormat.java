package dev.sluice.cli;

/** How a report is written. */
enum ReportFormat {
  text,
  json
}
