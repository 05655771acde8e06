/**
 * What a reviewer hears before anything runs: validation of a workspace, and its reports. May use
 * everything but the command line.
 */
@NullMarked
package dev.sluice.review;

import org.jspecify.annotations.NullMarked;
