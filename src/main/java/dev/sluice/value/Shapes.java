package dev.sluice.value;

import org.jspecify.annotations.Nullable;

/**
 * Recognises values of one kind of topic, where most are built like the one before: learns how, and
 * looks at the others as if it had learnt nothing. For one thread.
 */
public final class Shapes {
  private static final int LONGEST_PAUSE = 1024;

  private @Nullable Shape learnt;

  /** How many values of other shapes are let go by until it learns the next one's. */
  private int pause;

  /** How long the next pause will be: the longer, the less was gained by what was learnt. */
  private int next = 1;

  /** As {@link Outline#of}. */
  public @Nullable Outline outline(byte[] bytes) {
    Shape shape = learnt;
    Outline known = shape == null ? null : shape.outline(bytes);
    if (known != null) {
      fitted();
      return known;
    }
    return pauses() ? Outline.of(bytes) : learn(bytes);
  }

  /** As {@link Outline#isOf}. */
  public boolean recognises(byte[] bytes) {
    Shape shape = learnt;
    if (shape != null && shape.fits(bytes)) {
      fitted();
      return true;
    }
    return pauses() ? Outline.isOf(bytes) : learn(bytes) != null;
  }

  private void fitted() {
    if (next > 1) {
      next--;
    }
  }

  private boolean pauses() {
    if (pause == 0) {
      return false;
    }
    pause--;
    return true;
  }

  private @Nullable Outline learn(byte[] bytes) {
    Outline found = Outline.of(bytes);
    if (found != null) {
      learnt = Shape.of(bytes, found);
      pause = next;
      next = Math.min(LONGEST_PAUSE, next * 2);
    }
    return found;
  }
}
