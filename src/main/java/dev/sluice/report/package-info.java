/** The forms in which reviewers' tools read reports: GitHub, JUnit, SARIF, Markdown. */
@NullMarked
package dev.sluice.report;

import org.jspecify.annotations.NullMarked;
