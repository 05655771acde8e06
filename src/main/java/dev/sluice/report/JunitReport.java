package dev.sluice.report;

import dev.sluice.problem.Printable;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** JUnit's XML, which CI servers show as tests. */
public final class JunitReport {
  private JunitReport() {}

  /**
   * One test.
   *
   * @param group what it belongs to
   */
  public record Case(String group, String name, Duration took, Result result) {}

  /** How a test went. */
  public sealed interface Result {
    /**
     * It passed.
     *
     * @param said what else there is to say; empty for nothing
     */
    record Passed(String said) implements Result {}

    /**
     * It failed.
     *
     * @param type a word for scripts
     */
    record Failed(String type, String message, String text) implements Result {}

    /** It was not made. */
    record Skipped(String why) implements Result {}
  }

  /** One document with one suite. */
  public static String of(String suite, List<Case> cases) {
    StringWriter text = new StringWriter();
    try {
      XMLStreamWriter xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text);
      xml.writeStartDocument("UTF-8", "1.0");
      xml.writeCharacters("\n");
      xml.writeStartElement("testsuites");
      suite(xml, suite, cases);
      xml.writeEndElement();
      xml.writeCharacters("\n");
      xml.writeEndDocument();
      xml.close();
    } catch (XMLStreamException e) {
      throw new IllegalStateException("writing to memory", e);
    }
    return text.toString();
  }

  private static void suite(XMLStreamWriter xml, String name, List<Case> cases)
      throws XMLStreamException {
    xml.writeStartElement("testsuite");
    xml.writeAttribute("name", name);
    xml.writeAttribute("tests", Integer.toString(cases.size()));
    xml.writeAttribute("failures", count(cases, Result.Failed.class::isInstance));
    xml.writeAttribute("errors", "0");
    xml.writeAttribute("skipped", count(cases, Result.Skipped.class::isInstance));
    xml.writeAttribute("time", seconds(cases));
    for (Case each : cases) {
      xml.writeCharacters("\n  ");
      testCase(xml, each);
    }
    xml.writeCharacters("\n");
    xml.writeEndElement();
  }

  private static void testCase(XMLStreamWriter xml, Case each) throws XMLStreamException {
    xml.writeStartElement("testcase");
    xml.writeAttribute("classname", Printable.of(each.group()));
    xml.writeAttribute("name", Printable.of(each.name()));
    xml.writeAttribute("time", seconds(List.of(each)));
    switch (each.result()) {
      case Result.Passed passed -> {
        if (!passed.said().isEmpty()) {
          xml.writeStartElement("system-out");
          xml.writeCharacters(allowed(passed.said()));
          xml.writeEndElement();
        }
      }
      case Result.Failed failed -> {
        xml.writeStartElement("failure");
        xml.writeAttribute("type", failed.type());
        xml.writeAttribute("message", allowed(failed.message()));
        xml.writeCharacters(allowed(failed.text()));
        xml.writeEndElement();
      }
      case Result.Skipped skipped -> {
        xml.writeEmptyElement("skipped");
        xml.writeAttribute("message", Printable.of(skipped.why()));
      }
    }
    xml.writeEndElement();
  }

  /** What XML 1.0 does not allow as an escape: no document may hold it, in whatever form. */
  private static String allowed(String text) {
    StringBuilder allowed = new StringBuilder(text.length());
    text.codePoints()
        .forEach(point -> {
          boolean fits =
              point == '\t'
                  || point == '\n'
                  || (point >= 0x20 && point <= 0xD7FF)
                  || (point >= 0xE000 && point <= 0xFFFD)
                  || point >= 0x10000;
          if (fits) {
            allowed.appendCodePoint(point);
          } else {
            allowed.append(String.format("\\u%04x", point));
          }
        });
    return allowed.toString();
  }

  private static String count(List<Case> cases, Predicate<Result> which) {
    return Long.toString(cases.stream().map(Case::result).filter(which).count());
  }

  private static String seconds(List<Case> cases) {
    long millis = cases.stream().mapToLong(each -> each.took().toMillis()).sum();
    return String.format(Locale.ROOT, "%.3f", millis / 1000.0);
  }
}
