/** What the tests stand on: a real broker, topics to fill and read, pipelines to run from YAML. */
@NullMarked
package dev.sluice.testkit;

import org.jspecify.annotations.NullMarked;
