import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.xml.parsers.DocumentBuilderFactory;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;
import org.verapdf.pdfa.validation.profiles.Profiles;
import org.verapdf.pdfa.validation.profiles.Rule;
import org.verapdf.pdfa.validation.profiles.ValidationProfile;
import org.verapdf.pdfa.validation.profiles.Variable;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Validates PDF files as PDF/A-3a and as PDF/UA-1 with veraPDF: {@code java -cp JAR scripts/VeraPdf.java FILE...}
 *
 * <p>JAR holds the veraPDF library. Prints for each file and standard that is not met a line, and beneath it the rules
 * that are broken with how often; exits with 1 where there are any. veraPDF reads its own profiles with JAXB, which
 * the jar we have does not bring whole; they are plain XML and are read here without it.
 */
public class VeraPdf {
    private static final Map<PDFAFlavour, String> PROFILES =
            new TreeMap<>(Map.of(PDFAFlavour.PDFA_3_A, "PDFA-3A.xml", PDFAFlavour.PDFUA_1, "PDFUA-1.xml"));

    public static void main(String[] files) throws Exception {
        Logger.getLogger("org.verapdf").setLevel(Level.SEVERE);
        VeraGreenfieldFoundryProvider.initialise();
        boolean good = true;
        for (Map.Entry<PDFAFlavour, String> entry : PROFILES.entrySet()) {
            ValidationProfile profile = profile(entry.getKey(), entry.getValue());
            for (String file : files) {
                good &= holds(file, profile);
            }
        }
        System.exit(good ? 0 : 1);
    }

    private static boolean holds(String file, ValidationProfile profile) throws Exception {
        PDFAFlavour flavour = profile.getPDFAFlavour();
        try (InputStream stream = Files.newInputStream(Path.of(file));
                PDFAParser parser = Foundries.defaultInstance().createParser(stream, flavour);
                PDFAValidator validator = Foundries.defaultInstance().createValidator(profile, false)) {
            ValidationResult result = validator.validate(parser);
            if (!result.isCompliant()) {
                System.out.printf("verapdf: %s is no %s%n", file, PROFILES.get(flavour).replace(".xml", ""));
            }
            Map<String, Integer> broken = new TreeMap<>();
            for (TestAssertion assertion : result.getTestAssertions()) {
                if (assertion.getStatus() == TestAssertion.Status.FAILED) {
                    String rule = assertion.getRuleId().getClause() + "-" + assertion.getRuleId().getTestNumber();
                    broken.merge(rule + " " + assertion.getMessage(), 1, Integer::sum);
                }
            }
            broken.forEach((rule, times) -> System.out.printf("  %s (%d)%n", rule, times));
            return result.isCompliant();
        }
    }

    private static ValidationProfile profile(PDFAFlavour flavour, String name) throws Exception {
        Element root;
        try (InputStream stream = PDFAFlavour.class.getResourceAsStream("/org/verapdf/pdfa/validation/" + name)) {
            if (stream == null) {
                throw new IOException("no profile " + name + " in the jar");
            }
            root = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(stream).getDocumentElement();
        }
        Set<Rule> rules = new HashSet<>();
        NodeList found = root.getElementsByTagName("rule");
        for (int i = 0; i < found.getLength(); i++) {
            rules.add(rule((Element) found.item(i)));
        }
        if (rules.isEmpty()) {
            throw new IOException("no rules in " + name);
        }
        Set<Variable> variables = new HashSet<>();
        found = root.getElementsByTagName("variable");
        for (int i = 0; i < found.getLength(); i++) {
            Element item = (Element) found.item(i);
            variables.add(
                    Profiles.variableFromValues(
                            item.getAttribute("name"),
                            item.getAttribute("object"),
                            text(item, "defaultValue"),
                            text(item, "value")));
        }
        return Profiles.profileFromValues(
                flavour, Profiles.profileDetailsFromValues(name, "", "", new java.util.Date(0)), "", rules, variables);
    }

    private static Rule rule(Element item) {
        Element id = (Element) item.getElementsByTagName("id").item(0);
        PDFAFlavour.Specification specification = null;
        for (PDFAFlavour.Specification candidate : PDFAFlavour.Specification.values()) {
            if (candidate.name().equals(id.getAttribute("specification"))) {
                specification = candidate;
            }
        }
        return Profiles.ruleFromValues(
                Profiles.ruleIdFromValues(
                        specification, id.getAttribute("clause"), Integer.parseInt(id.getAttribute("testNumber"))),
                item.getAttribute("object"),
                item.hasAttribute("deferred") ? Boolean.valueOf(item.getAttribute("deferred")) : null,
                item.getAttribute("tags"),
                text(item, "description"),
                text(item, "test"),
                Profiles.errorFromValues(text(item, "message"), List.of()),
                List.of());
    }

    private static String text(Element item, String name) {
        NodeList found = item.getElementsByTagName(name);
        return found.getLength() == 0 ? "" : found.item(0).getTextContent().strip();
    }
}
