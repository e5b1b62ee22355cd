using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Sente.Architecture.Tests;

/// <summary>
/// The culture never changes a text that we produce. CA1305 finds calls without a format provider, but not interpolated strings, concatenations or
/// appending to a <see cref="System.Text.StringBuilder"/>; this test finds those. Under sv-SE a negative number would begin with U+2212, and under
/// ar-SA a date would belong to another calendar.
/// </summary>
public sealed class CultureTests
{
    [Theory]
    [InlineData("Sente.Wire")]
    [InlineData("Sente.Actors")]
    [InlineData("Sente.AspNetCore")]
    [InlineData("Sente.Host")]
    [InlineData("Sente.Cli")]
    public void Numbers_and_times_in_texts_are_formatted_invariantly(string project)
    {
        var source = new ProjectSource(project);
        var wrong = source.Files.SelectMany(tree => Dependent(tree.GetRoot(), source.Compilation.GetSemanticModel(tree)).Select(found =>
            $"{Path.GetRelativePath(Repository.Root, tree.FilePath)}:{tree.GetLineSpan(found.Span).StartLinePosition.Line + 1}: {found}")).ToArray();
        Assert.True(wrong.Length == 0, $"{wrong.Length} texts of {project} depend on the culture; write Invariant($\"..\"):{Environment.NewLine}{string.Join(Environment.NewLine, wrong)}");
    }

    private static IEnumerable<SyntaxNode> Dependent(SyntaxNode root, SemanticModel model)
    {
        foreach (var node in root.DescendantNodes())
        {
            var isDependent = node switch
            {
                InterpolationSyntax hole => IsFormatted(model.GetTypeInfo(hole.Expression).Type) && !HasProvider((InterpolatedStringExpressionSyntax)hole.Parent!, model),
                BinaryExpressionSyntax sum when sum.IsKind(SyntaxKind.AddExpression) && IsText(model.GetTypeInfo(sum).Type) =>
                    IsFormatted(model.GetTypeInfo(sum.Left).Type) || IsFormatted(model.GetTypeInfo(sum.Right).Type),
                InvocationExpressionSyntax call when model.GetSymbolInfo(call).Symbol is IMethodSymbol method => AppendsNumber(method),
                _ => false,
            };
            if (isDependent)
            {
                yield return node;
            }
        }
    }

    private static bool AppendsNumber(IMethodSymbol method) =>
        method is { Name: "Append" or "Insert", ContainingType: { Name: "StringBuilder" } } && IsFormatted(method.Parameters[^1].Type);

    /// <summary>Returns whether the interpolated string is converted to a type that formats it with a provider, instead of to a string.</summary>
    private static bool HasProvider(InterpolatedStringExpressionSyntax text, SemanticModel model) =>
        !IsText(model.GetTypeInfo(text).ConvertedType);

    private static bool IsText(ITypeSymbol? type) => type?.SpecialType == SpecialType.System_String;

    /// <summary>Returns whether the culture can change how the type is formatted: of all formattable types, only those listed here ignore it.</summary>
    private static bool IsFormatted(ITypeSymbol? type)
    {
        if (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable)
        {
            type = nullable.TypeArguments[0];
        }

        return type is not null
            && type.TypeKind != TypeKind.Enum
            && type.SpecialType is not (SpecialType.System_Char or SpecialType.System_Boolean)
            && type.Name is not ("Guid" or "TimeSpan")
            && type.AllInterfaces.Any(implemented => implemented.Name is "IFormattable");
    }
}
