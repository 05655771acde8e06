/** The models of topics: what a sample of their values looked like, and how that changes. */
@NullMarked
package dev.sluice.model;

import org.jspecify.annotations.NullMarked;
