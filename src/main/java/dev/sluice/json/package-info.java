/** JSON documents of our own, written and read without data binding. */
@NullMarked
package dev.sluice.json;

import org.jspecify.annotations.NullMarked;
