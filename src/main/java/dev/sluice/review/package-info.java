/**
 * What a reviewer or an operator hears before anything runs: validation of a workspace, the
 * connection test, models, and their reports. May use everything but the command line.
 */
@NullMarked
package dev.sluice.review;

import org.jspecify.annotations.NullMarked;
