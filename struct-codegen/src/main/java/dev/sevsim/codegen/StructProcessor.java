package dev.sevsim.codegen;

import java.io.IOException;
import java.io.Writer;
import java.util.Set;
import javax.annotation.processing.AbstractProcessor;
import javax.annotation.processing.RoundEnvironment;
import javax.annotation.processing.SupportedAnnotationTypes;
import javax.lang.model.SourceVersion;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.TypeElement;
import javax.tools.Diagnostic;
import javax.tools.StandardLocation;

/**
 * Writes the codec and the inherited members of each record with a {@code Struct} annotation, and the codec of each
 * frame with a {@code Payload} annotation, and a description of each for readers; a wrong description is a compiler error.
 */
@SupportedAnnotationTypes({StructReader.STRUCT, PayloadModel.PAYLOAD})
public final class StructProcessor extends AbstractProcessor {
    /** Called by the compiler. */
    public StructProcessor() {}

    @Override
    public SourceVersion getSupportedSourceVersion() {
        return SourceVersion.latestSupported();
    }

    @Override
    public boolean process(Set<? extends TypeElement> annotations, RoundEnvironment round) {
        for (TypeElement annotation : annotations) {
            for (Element element : round.getElementsAnnotatedWith(annotation)) {
                generate(annotation.getQualifiedName().contentEquals(StructReader.STRUCT), element);
            }
        }
        return false;
    }

    private void generate(boolean isStruct, Element element) {
        if (element.getKind() != ElementKind.RECORD || !(element instanceof TypeElement type)) {
            refuse(element, isStruct ? "@Struct is for records" : "@Payload is for records");
            return;
        }
        try {
            if (isStruct) {
                StructModel model = new StructReader(processingEnv.getElementUtils()).read(type);
                StructSource source = new StructSource(model);
                write(type, model.packageName() + "." + source.codecName(), source.codecText());
                write(type, model.packageName() + "." + source.interfaceName(), source.interfaceText());
                describe(type, description(type).of(model));
            } else {
                PayloadModel model = PayloadModel.read(type, processingEnv.getElementUtils());
                PayloadSource source = new PayloadSource(model);
                write(type, model.packageName() + "." + source.className(), source.text());
                describe(type, description(type).of(model));
            }
        } catch (StructFormatException e) {
            refuse(element, e.problem());
        } catch (IOException e) {
            refuse(element, "the codec could not be written: " + e.getMessage());
        }
    }

    private DescriptionText description(TypeElement type) {
        return new DescriptionText(processingEnv.getElementUtils(), type);
    }

    private void describe(TypeElement origin, String text) throws IOException {
        String path = description(origin).path();
        try (Writer out = processingEnv
                .getFiler()
                .createResource(StandardLocation.CLASS_OUTPUT, "", path, origin)
                .openWriter()) {
            out.write(text);
        }
    }

    private void write(TypeElement origin, String className, String text) throws IOException {
        try (Writer out =
                processingEnv.getFiler().createSourceFile(className, origin).openWriter()) {
            out.write(text);
        }
    }

    private void refuse(Element element, String problem) {
        processingEnv.getMessager().printMessage(Diagnostic.Kind.ERROR, problem, element);
    }
}
