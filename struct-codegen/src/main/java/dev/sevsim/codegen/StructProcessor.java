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

/** Writes the codec of each record with a {@code Struct} annotation; a wrong description is a compiler error. */
@SupportedAnnotationTypes(StructReader.STRUCT)
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
                generate(element);
            }
        }
        return false;
    }

    private void generate(Element element) {
        if (element.getKind() != ElementKind.RECORD || !(element instanceof TypeElement type)) {
            refuse(element, "@Struct is for records");
            return;
        }
        try {
            StructModel model = new StructReader(processingEnv.getElementUtils()).read(type);
            StructSource source = new StructSource(model);
            String name = model.packageName() + "." + source.className();
            try (Writer out =
                    processingEnv.getFiler().createSourceFile(name, type).openWriter()) {
                out.write(source.text());
            }
        } catch (StructFormatException e) {
            refuse(element, e.problem());
        } catch (IOException e) {
            refuse(element, "the codec could not be written: " + e.getMessage());
        }
    }

    private void refuse(Element element, String problem) {
        processingEnv.getMessager().printMessage(Diagnostic.Kind.ERROR, problem, element);
    }
}
