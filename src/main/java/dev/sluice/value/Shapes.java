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
    Outline found = Outline.of(bytes);
    if (found != null) {
      learn(bytes, found);
    }
    return found;
  }

  /** As {@link Outline#isOf}. */
  public boolean recognises(byte[] bytes) {
    Shape shape = learnt;
    if (shape != null && shape.fits(bytes)) {
      fitted();
      return true;
    }
    if (pause > 0) {
      pause--;
      return Outline.isOf(bytes);
    }
    return outline(bytes) != null;
  }

  private void fitted() {
    if (next > 1) {
      next--;
    }
  }

  private void learn(byte[] bytes, Outline outline) {
    if (pause > 0) {
      pause--;
      return;
    }
    learnt = Shape.of(bytes, outline);
    pause = next;
    next = Math.min(LONGEST_PAUSE, next * 2);
  }
}
