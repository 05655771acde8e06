package dev.sluice.review;

import dev.sluice.check.Finding;
import dev.sluice.check.Outcome;
import dev.sluice.problem.Printable;
import dev.sluice.problem.Trouble;
import java.io.StringWriter;
import java.util.List;
import java.util.Locale;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** A connection test as JUnit's XML, which CI servers show as tests. */
final class JunitReport {
  private JunitReport() {}

  /** One document: a test case an item and subject; warnings pass and say so. */
  static String of(Findings findings) {
    StringWriter text = new StringWriter();
    try {
      XMLStreamWriter xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text);
      xml.writeStartDocument("UTF-8", "1.0");
      xml.writeCharacters("\n");
      xml.writeStartElement("testsuites");
      suite(xml, findings);
      xml.writeEndElement();
      xml.writeCharacters("\n");
      xml.writeEndDocument();
      xml.close();
    } catch (XMLStreamException e) {
      throw new IllegalStateException("writing to memory", e);
    }
    return text.toString();
  }

  private static void suite(XMLStreamWriter xml, Findings findings) throws XMLStreamException {
    xml.writeStartElement("testsuite");
    xml.writeAttribute("name", "sluice check");
    xml.writeAttribute("tests", Integer.toString(findings.all().size()));
    xml.writeAttribute("failures", Long.toString(findings.count(Outcome.Fail.class)));
    xml.writeAttribute("errors", "0");
    xml.writeAttribute("skipped", Long.toString(findings.count(Outcome.Skipped.class)));
    xml.writeAttribute("time", seconds(findings.all()));
    for (Finding finding : findings.all()) {
      xml.writeCharacters("\n  ");
      testCase(xml, finding);
    }
    xml.writeCharacters("\n");
    xml.writeEndElement();
  }

  private static void testCase(XMLStreamWriter xml, Finding finding) throws XMLStreamException {
    xml.writeStartElement("testcase");
    xml.writeAttribute("classname", Printable.of(finding.subject()));
    xml.writeAttribute("name", finding.item().number() + " " + finding.item().words());
    xml.writeAttribute("time", seconds(List.of(finding)));
    switch (finding.outcome()) {
      case Outcome.Pass _ -> {}
      case Outcome.Warn warn ->
          element(
              xml,
              "system-out",
              "",
              "warning: " + CheckReport.place(finding) + text(warn.trouble()));
      case Outcome.Fail fail ->
          element(
              xml,
              "failure",
              fail.trouble().code().id(),
              CheckReport.place(finding) + text(fail.trouble()));
      case Outcome.Skipped skipped -> {
        xml.writeEmptyElement("skipped");
        xml.writeAttribute("message", Printable.of(skipped.why()));
      }
    }
    xml.writeEndElement();
  }

  private static void element(XMLStreamWriter xml, String name, String type, String text)
      throws XMLStreamException {
    xml.writeStartElement(name);
    if (!type.isEmpty()) {
      xml.writeAttribute("type", type);
      xml.writeAttribute("message", text);
    }
    xml.writeCharacters(text);
    xml.writeEndElement();
  }

  private static String text(Trouble trouble) {
    return Printable.of(Printable.withHint(trouble.message(), trouble.hint()));
  }

  private static String seconds(List<Finding> findings) {
    long millis = findings.stream().mapToLong(finding -> finding.took().toMillis()).sum();
    return String.format(Locale.ROOT, "%.3f", millis / 1000.0);
  }
}
