/**
 * The one list of stage types and checkpoint stores, and how a definition becomes running stages.
 */
@NullMarked
package dev.sluice.catalogue;

import org.jspecify.annotations.NullMarked;
