// Whoever makes instruments also needs descriptors; one import gives both.
@_exported public import AtalayaModel
