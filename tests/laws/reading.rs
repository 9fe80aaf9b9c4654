//! Reads the SQL out of the source: rebuilds the text of every statement that grows from `sql("…")`, without running it.
//!
//! It is a small interpreter for what statements are made of: literals, constants, `Either`, the growing methods, variables
//! that are assigned anew, branches, and functions that take or answer a statement. An optional piece is
//! taken; where one of several is chosen, every choice is followed.

use super::sources::Source;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use syn::visit::{self, Visit};
use syn::{Block, Expr, FnArg, ImplItemFn, ItemConst, ItemFn, Lit, Pat, Signature, Stmt};

/// Variants of one statement that are followed; each is checked.
const VARIANTS_MAX: usize = 96;
/// Functions inside functions that are followed.
const DEPTH_MAX: usize = 6;

/// A statement as far as it has grown.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Statement {
    /// What SQLite reads.
    pub sqlite: String,
    /// What Postgres reads.
    pub postgres: String,
    values: usize,
    /// The places at which it began or was joined: indices into [`Read::beginnings`].
    pub from: BTreeSet<usize>,
}

/// A call of `sql(…)`.
#[derive(Debug, Clone)]
pub struct Beginning {
    /// The file.
    pub path: String,
    /// The function around it.
    pub function: String,
    /// The first words of its text, or of the expression that gives it.
    pub words: String,
}

/// What was read.
#[derive(Default)]
pub struct Read {
    /// Every `sql(…)` there is.
    pub beginnings: Vec<Beginning>,
    /// Every statement that is run somewhere, whole.
    pub statements: BTreeSet<Statement>,
}

/// Reads the sources of all crates together.
pub fn read(sources: &[Source], read: &mut Read) {
    let files: Vec<(&Source, syn::File)> = sources.iter().map(|source| (source, source.parse())).collect();
    let mut index = Index::default();
    for (source, file) in &files {
        Indexing { path: &source.path, index: &mut index, read, function: String::new() }.visit_file(file);
    }
    for (source, file) in &files {
        let mut running = Running { index: &index, path: &source.path, scope: Scope::default(), read };
        running.visit_file(file);
    }
}

/// `src/days` of `src/days/bookings/store.rs`.
fn crate_of(path: &str) -> &str {
    path.match_indices('/').nth(1).map_or("src", |(at, _)| &path[..at])
}

/// What a name stands for, as far as statements go.
#[derive(Clone)]
enum Value<'a> {
    /// Alternative texts: SQLite's and Postgres's.
    Text(Vec<(String, String)>),
    /// Alternative statements.
    Sql(Vec<Statement>),
    Tuple(Vec<Option<Value<'a>>>),
    /// A closure that answers one of these.
    Closure(&'a syn::ExprClosure),
}

type Scope<'a> = HashMap<String, Value<'a>>;

#[derive(Default)]
struct Index<'a> {
    /// By file and name, in an order, so that what is read is the same each time.
    constants: BTreeMap<(String, String), &'a Expr>,
    functions: HashMap<String, Vec<(String, Function<'a>)>>,
    /// The file and the arguments of every call, by the function's name.
    calls: HashMap<String, Vec<(String, Vec<&'a Expr>)>>,
    /// `sql(…)` by the address of its syntax.
    beginnings: HashMap<*const syn::ExprCall, usize>,
}

#[derive(Clone, Copy)]
struct Function<'a> {
    signature: &'a Signature,
    block: &'a Block,
}

struct Indexing<'x, 'a> {
    path: &'x str,
    index: &'x mut Index<'a>,
    read: &'x mut Read,
    function: String,
}

impl<'a> Visit<'a> for Indexing<'_, 'a> {
    fn visit_item_const(&mut self, item: &'a ItemConst) {
        // One that only hands on another of its name says nothing: that other one is found by the name.
        let hands_on = matches!(&*item.expr, Expr::Path(path) if path.path.segments.last().is_some_and(|last| last.ident == item.ident));
        if !hands_on {
            self.index.constants.insert((self.path.to_owned(), item.ident.to_string()), &item.expr);
        }
    }

    fn visit_item_mod(&mut self, module: &'a syn::ItemMod) {
        if !is_test(&module.attrs) {
            visit::visit_item_mod(self, module);
        }
    }

    fn visit_item_fn(&mut self, item: &'a ItemFn) {
        self.enter(Function { signature: &item.sig, block: &item.block });
        visit::visit_item_fn(self, item);
    }

    fn visit_impl_item_fn(&mut self, item: &'a ImplItemFn) {
        self.enter(Function { signature: &item.sig, block: &item.block });
        visit::visit_impl_item_fn(self, item);
    }

    fn visit_expr_call(&mut self, call: &'a syn::ExprCall) {
        if is_beginning(call) {
            let words = match call.args.first() {
                Some(Expr::Lit(literal)) => match &literal.lit {
                    Lit::Str(text) => text.value().split_whitespace().take(6).collect::<Vec<_>>().join(" "),
                    _ => "?".to_owned(),
                },
                Some(Expr::Path(path)) => {
                    path.path.segments.iter().map(|part| part.ident.to_string()).collect::<Vec<_>>().join("::")
                }
                _ => "…".to_owned(),
            };
            self.index.beginnings.insert(call, self.read.beginnings.len());
            self.read.beginnings.push(Beginning { path: self.path.to_owned(), function: self.function.clone(), words });
        }
        if let Expr::Path(path) = &*call.func
            && let Some(last) = path.path.segments.last()
        {
            self.index
                .calls
                .entry(last.ident.to_string())
                .or_default()
                .push((self.path.to_owned(), call.args.iter().collect()));
        }
        visit::visit_expr_call(self, call);
    }

    fn visit_expr_method_call(&mut self, call: &'a syn::ExprMethodCall) {
        self.index
            .calls
            .entry(call.method.to_string())
            .or_default()
            .push((self.path.to_owned(), call.args.iter().collect()));
        visit::visit_expr_method_call(self, call);
    }
}

impl<'a> Indexing<'_, 'a> {
    fn enter(&mut self, function: Function<'a>) {
        self.function = function.signature.ident.to_string();
        self.index.functions.entry(self.function.clone()).or_default().push((self.path.to_owned(), function));
    }
}

fn is_test(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|attribute| attribute.path().is_ident("cfg"))
}

fn is_beginning(call: &syn::ExprCall) -> bool {
    let Expr::Path(path) = &*call.func else { return false };
    path.path.segments.last().is_some_and(|last| last.ident == "sql") && call.args.len() == 1
}

/// Walks one file's functions and notes every statement that is run.
struct Running<'x, 'a> {
    index: &'x Index<'a>,
    path: &'x str,
    scope: Scope<'a>,
    read: &'x mut Read,
}

impl<'a> Running<'_, 'a> {
    fn eyes(&self) -> Eyes<'_, 'a> {
        Eyes { index: self.index, path: self.path, depth: 0 }
    }

    fn note(&mut self, expression: &'a Expr) {
        if let Some(Value::Sql(statements)) = self.eyes().value(expression, &self.scope) {
            self.read.statements.extend(statements);
        }
    }
}

impl<'a> Visit<'a> for Running<'_, 'a> {
    fn visit_item_mod(&mut self, module: &'a syn::ItemMod) {
        if !is_test(&module.attrs) {
            visit::visit_item_mod(self, module);
        }
    }

    fn visit_item_fn(&mut self, item: &'a ItemFn) {
        self.scope = self.eyes().given(&item.sig);
        visit::visit_item_fn(self, item);
    }

    fn visit_impl_item_fn(&mut self, item: &'a ImplItemFn) {
        self.scope = self.eyes().given(&item.sig);
        visit::visit_impl_item_fn(self, item);
    }

    fn visit_local(&mut self, local: &'a syn::Local) {
        visit::visit_local(self, local);
        let mut scope = std::mem::take(&mut self.scope);
        self.eyes().take_local(local, &mut scope);
        self.scope = scope;
    }

    fn visit_expr_assign(&mut self, assign: &'a syn::ExprAssign) {
        visit::visit_expr_assign(self, assign);
        let mut scope = std::mem::take(&mut self.scope);
        self.eyes().take_assign(assign, &mut scope);
        self.scope = scope;
    }

    fn visit_expr_if(&mut self, branch: &'a syn::ExprIf) {
        self.visit_expr(&branch.cond);
        let before = self.scope.clone();
        self.visit_block(&branch.then_branch);
        if let Some((_, otherwise)) = &branch.else_branch {
            let then = std::mem::replace(&mut self.scope, before);
            self.visit_expr(otherwise);
            self.scope = both(then, std::mem::take(&mut self.scope));
        }
    }

    fn visit_expr_match(&mut self, choice: &'a syn::ExprMatch) {
        self.visit_expr(&choice.expr);
        let before = self.scope.clone();
        let mut after: Option<Scope<'a>> = None;
        for arm in &choice.arms {
            self.scope = before.clone();
            self.visit_expr(&arm.body);
            let this = std::mem::take(&mut self.scope);
            after = Some(after.map_or_else(|| this.clone(), |known| both(known, this.clone())));
        }
        self.scope = after.unwrap_or(before);
    }

    /// What ages by rows names the functions of its two statements; they are run where all that ages is.
    fn visit_expr_struct(&mut self, made: &'a syn::ExprStruct) {
        visit::visit_expr_struct(self, made);
        if made.path.segments.last().is_none_or(|last| last.ident != "Rows") {
            return;
        }
        for field in &made.fields {
            let Expr::Path(named) = &field.expr else { continue };
            let takes = if matches!(&field.member, syn::Member::Named(name) if name == "delete") { 3 } else { 2 };
            let name = named.path.segments.last().map(|last| last.ident.to_string()).unwrap_or_default();
            if let Some(Value::Sql(statements)) = self.eyes().function(&name, &vec![None; takes]) {
                self.read.statements.extend(statements);
            }
        }
    }

    fn visit_expr_method_call(&mut self, call: &'a syn::ExprMethodCall) {
        visit::visit_expr_method_call(self, call);
        match call.method.to_string().as_str() {
            "all" | "maybe" | "one" | "later" => self.note(&call.receiver),
            "run" => {
                self.note(&call.receiver); // statement.run(&mut tx)
                call.args.iter().for_each(|argument| self.note(argument)); // db.run(statement)
            }
            _ => {}
        }
    }
}

fn both<'a>(one: Scope<'a>, other: Scope<'a>) -> Scope<'a> {
    let mut joined = one;
    for (name, value) in other {
        match joined.remove(&name) {
            Some(known) => drop(joined.insert(name, either(known, value))),
            None => drop(joined.insert(name, value)),
        }
    }
    joined
}

fn either<'a>(one: Value<'a>, other: Value<'a>) -> Value<'a> {
    match (one, other) {
        (Value::Text(mut texts), Value::Text(more)) => {
            texts.extend(more);
            texts.sort();
            texts.dedup();
            Value::Text(texts)
        }
        (Value::Sql(mut statements), Value::Sql(more)) => {
            statements.extend(more);
            statements.sort();
            statements.dedup();
            statements.truncate(VARIANTS_MAX);
            Value::Sql(statements)
        }
        (Value::Tuple(one), Value::Tuple(other)) if one.len() == other.len() => {
            let pair = |(one, other)| match (one, other) {
                (Some(one), Some(other)) => Some(either(one, other)),
                (one, other) => Option::or(one, other),
            };
            Value::Tuple(one.into_iter().zip(other).map(pair).collect())
        }
        (one, _) => one,
    }
}

/// Evaluates expressions.
#[derive(Clone, Copy)]
struct Eyes<'x, 'a> {
    index: &'x Index<'a>,
    path: &'x str,
    depth: usize,
}

impl<'a> Eyes<'_, 'a> {
    fn value(&self, expression: &'a Expr, scope: &Scope<'a>) -> Option<Value<'a>> {
        match expression {
            Expr::Lit(literal) => match &literal.lit {
                Lit::Str(text) => Some(Value::Text(vec![(text.value(), text.value())])),
                _ => None,
            },
            Expr::Path(path) => self.named(&path.path, scope),
            Expr::Paren(inner) => self.value(&inner.expr, scope),
            Expr::Group(inner) => self.value(&inner.expr, scope),
            Expr::Reference(inner) => self.value(&inner.expr, scope),
            Expr::Block(block) => self.block(&block.block, &mut scope.clone()),
            Expr::Tuple(tuple) => Some(Value::Tuple(tuple.elems.iter().map(|part| self.value(part, scope)).collect())),
            Expr::If(branch) => {
                let then = self.block(&branch.then_branch, &mut scope.clone());
                let otherwise = branch.else_branch.as_ref().and_then(|(_, otherwise)| self.value(otherwise, scope));
                join([then, otherwise])
            }
            Expr::Match(choice) => join(choice.arms.iter().map(|arm| self.value(&arm.body, scope))),
            Expr::Struct(either) => self.either(either, scope),
            Expr::Macro(call) if call.mac.path.is_ident("concat") => {
                let parts = call
                    .mac
                    .parse_body_with(syn::punctuated::Punctuated::<syn::LitStr, syn::Token![,]>::parse_terminated)
                    .ok()?;
                let text: String = parts.iter().map(syn::LitStr::value).collect();
                Some(Value::Text(vec![(text.clone(), text)]))
            }
            Expr::Closure(closure) => Some(Value::Closure(closure)),
            Expr::Call(call) => self.call(call, scope),
            Expr::MethodCall(call) => self.method(call, scope),
            _ => None,
        }
    }

    /// The texts that callers give to a function's parameters: those of its file, or else those of its crate.
    fn given(&self, signature: &Signature) -> Scope<'a> {
        let mut scope = Scope::default();
        let typed = signature.inputs.iter().filter_map(|input| match input {
            FnArg::Typed(typed) => Some(typed),
            FnArg::Receiver(_) => None,
        });
        let nothing = Vec::new();
        let calls = self.index.calls.get(&signature.ident.to_string()).unwrap_or(&nothing);
        for (place, parameter) in typed.enumerate().filter(|(_, parameter)| is_text(&tokens_of(&parameter.ty))) {
            let texts = |near: &dyn Fn(&str) -> bool| {
                let near =
                    calls.iter().filter(|(path, _)| near(path)).filter_map(|(_, arguments)| arguments.get(place));
                join(near.map(|argument| {
                    self.value(argument, &Scope::default()).filter(|value| matches!(value, Value::Text(_)))
                }))
            };
            let given =
                texts(&|path| path == self.path).or_else(|| texts(&|path| crate_of(path) == crate_of(self.path)));
            bind(&parameter.pat, given, &mut scope);
        }
        scope
    }

    fn named(&self, path: &syn::Path, scope: &Scope<'a>) -> Option<Value<'a>> {
        let name = path.segments.last()?.ident.to_string();
        if let Some(value) = scope.get(&name).filter(|_| path.segments.len() == 1) {
            return Some(value.clone());
        }
        let here = self.index.constants.get(&(self.path.to_owned(), name.clone()));
        let mut elsewhere =
            self.index.constants.iter().filter(|((_, known), _)| *known == name).map(|(_, expression)| expression);
        self.value(here.or_else(|| elsewhere.next())?, &Scope::default())
    }

    fn either(&self, either: &'a syn::ExprStruct, scope: &Scope<'a>) -> Option<Value<'a>> {
        either.path.segments.last().filter(|last| last.ident == "Either")?;
        let field = |name: &str| {
            let value = either
                .fields
                .iter()
                .find(|field| matches!(&field.member, syn::Member::Named(member) if member == name))?;
            match self.value(&value.expr, scope)? {
                Value::Text(texts) => Some(texts),
                _ => None,
            }
        };
        let (sqlite, postgres) = (field("sqlite")?, field("postgres")?);
        Some(Value::Text(product(&sqlite, &postgres, |one, other| (one.0.clone(), other.1.clone()))))
    }

    fn call(&self, call: &'a syn::ExprCall, scope: &Scope<'a>) -> Option<Value<'a>> {
        if is_beginning(call) {
            let at = self.index.beginnings.get(&std::ptr::from_ref(call)).copied();
            let Value::Text(texts) = self.value(call.args.first()?, scope)? else { return None };
            let begin = |(sqlite, postgres)| Statement { sqlite, postgres, values: 0, from: at.into_iter().collect() };
            return Some(Value::Sql(texts.into_iter().map(begin).collect()));
        }
        let Expr::Path(path) = &*call.func else { return None };
        let arguments: Vec<Option<Value<'a>>> = call.args.iter().map(|argument| self.value(argument, scope)).collect();
        if let Some(Value::Closure(closure)) = path.path.get_ident().and_then(|name| scope.get(&name.to_string())) {
            let mut inner = scope.clone();
            closure.inputs.iter().zip(arguments).for_each(|(pattern, argument)| bind(pattern, argument, &mut inner));
            return self.value(&closure.body, &inner);
        }
        self.function(&path.path.segments.last()?.ident.to_string(), &arguments)
    }

    fn method(&self, call: &'a syn::ExprMethodCall, scope: &Scope<'a>) -> Option<Value<'a>> {
        let name = call.method.to_string();
        if matches!(name.as_str(), "clone" | "into" | "as_str") {
            return self.value(&call.receiver, scope);
        }
        let arguments: Vec<Option<Value<'a>>> = call.args.iter().map(|argument| self.value(argument, scope)).collect();
        let Some(Value::Sql(statements)) = self.value(&call.receiver, scope) else {
            return self.function(&name, &arguments);
        };
        let text = |at: usize| match arguments.get(at).cloned().flatten() {
            Some(Value::Text(texts)) => Some(texts),
            _ => None,
        };
        let (texts, after): (_, fn(&mut Statement)) = match name.as_str() {
            "bind" => (vec![Default::default()], |statement| statement.values += 1),
            "push" => (text(0)?, |_| {}),
            "push_if" => (text(1)?, |_| {}),
            "with" | "with_opt" => (text(0)?, |statement| statement.place("")),
            "with_list" => (text(0)?, |statement| statement.place("()")),
            "with_rows" => (vec![Default::default()], Statement::place_row),
            _ => return self.function(&name, &[vec![Some(Value::Sql(statements))], arguments].concat()),
        };
        let grown = product(&statements, &texts, |statement, (sqlite, postgres)| {
            let mut grown = statement.clone();
            grown.sqlite.push_str(sqlite);
            grown.postgres.push_str(postgres);
            after(&mut grown);
            grown
        });
        Some(Value::Sql(grown))
    }

    /// The value of a function, given its arguments; `self` is not one of them.
    fn function(&self, name: &str, arguments: &[Option<Value<'a>>]) -> Option<Value<'a>> {
        if self.depth == DEPTH_MAX {
            return None;
        }
        let takes =
            |signature: &Signature| signature.inputs.iter().filter(|input| matches!(input, FnArg::Typed(_))).count();
        let known = self.index.functions.get(name)?.iter();
        let fitting =
            known.filter(|(_, function)| answers(function.signature) && takes(function.signature) == arguments.len());
        let distance = |path: &str| match path {
            _ if path == self.path => 0,
            _ if crate_of(path) == crate_of(self.path) => 1,
            _ => 2,
        };
        let (path, function) = fitting.min_by_key(|(path, _)| distance(path))?;
        let parameters = function.signature.inputs.iter().filter_map(|input| match input {
            FnArg::Typed(typed) => Some(&*typed.pat),
            FnArg::Receiver(_) => None,
        });
        let mut scope = Scope::default();
        for (pattern, argument) in parameters.zip(arguments) {
            bind(pattern, argument.clone(), &mut scope);
        }
        Eyes { path, depth: self.depth + 1, ..*self }.block(function.block, &mut scope)
    }

    fn block(&self, block: &'a Block, scope: &mut Scope<'a>) -> Option<Value<'a>> {
        let (last, before) = block.stmts.split_last()?;
        for statement in before {
            match statement {
                Stmt::Local(local) => self.take_local(local, scope),
                Stmt::Expr(expression, _) => self.step(expression, scope),
                _ => {}
            }
        }
        match last {
            Stmt::Expr(Expr::Return(answer), _) => self.value(answer.expr.as_ref()?, scope),
            Stmt::Expr(expression, None) => self.value(expression, scope),
            _ => None,
        }
    }

    /// What an expression does to the variables.
    fn step(&self, expression: &'a Expr, scope: &mut Scope<'a>) {
        match expression {
            Expr::Assign(assign) => self.take_assign(assign, scope),
            Expr::If(branch) => {
                let before = scope.clone();
                self.steps(&branch.then_branch, scope);
                if let Some((_, otherwise)) = &branch.else_branch {
                    let mut other = before;
                    self.step(otherwise, &mut other);
                    *scope = both(std::mem::take(scope), other);
                }
            }
            Expr::Match(choice) => {
                let follow = |arm: &'a syn::Arm| {
                    let mut other = scope.clone();
                    self.step(&arm.body, &mut other);
                    other
                };
                if let Some(joined) = choice.arms.iter().map(follow).reduce(both) {
                    *scope = joined;
                }
            }
            Expr::ForLoop(around) => self.steps(&around.body, scope),
            Expr::Block(inner) => self.steps(&inner.block, scope),
            _ => {}
        }
    }

    fn steps(&self, block: &'a Block, scope: &mut Scope<'a>) {
        for statement in &block.stmts {
            match statement {
                Stmt::Local(local) => self.take_local(local, scope),
                Stmt::Expr(expression, _) => self.step(expression, scope),
                _ => {}
            }
        }
    }

    fn take_local(&self, local: &'a syn::Local, scope: &mut Scope<'a>) {
        if let Some(init) = &local.init {
            let value = self.value(&init.expr, scope);
            bind(&local.pat, value, scope);
        }
    }

    fn take_assign(&self, assign: &'a syn::ExprAssign, scope: &mut Scope<'a>) {
        if let Expr::Path(path) = &*assign.left
            && let Some(name) = path.path.get_ident()
            && let Some(value) = self.value(&assign.right, scope)
        {
            scope.insert(name.to_string(), value);
        }
    }
}

impl Statement {
    /// Appends the next placeholder, inside these brackets if there are any.
    fn place(&mut self, brackets: &str) {
        self.values += 1;
        let (open, close) = brackets.split_at(brackets.len() / 2);
        for text in [&mut self.sqlite, &mut self.postgres] {
            text.push_str(&format!("{open}${}{close}", self.values));
        }
    }

    /// Appends one row of an insert: a placeholder for each column it names.
    fn place_row(&mut self) {
        let columns = self.sqlite.split(['(', ')']).nth(1).map_or(0, |list| list.split(',').count());
        let numbers: Vec<String> = (1..=columns).map(|column| format!("${}", self.values + column)).collect();
        self.values += columns;
        for text in [&mut self.sqlite, &mut self.postgres] {
            text.push_str(&format!("({})", numbers.join(", ")));
        }
    }
}

fn bind<'a>(pattern: &Pat, value: Option<Value<'a>>, scope: &mut Scope<'a>) {
    match (pattern, value) {
        (Pat::Ident(name), Some(value)) => drop(scope.insert(name.ident.to_string(), value)),
        (Pat::Ident(name), None) => drop(scope.remove(&name.ident.to_string())),
        (Pat::Type(typed), value) => bind(&typed.pat, value, scope),
        (Pat::Tuple(tuple), Some(Value::Tuple(values))) => {
            tuple.elems.iter().zip(values).for_each(|(part, value)| bind(part, value, scope));
        }
        _ => {}
    }
}

/// Does it answer a statement, or a text that could become one?
fn answers(signature: &Signature) -> bool {
    let syn::ReturnType::Type(_, kind) = &signature.output else { return false };
    let text = tokens_of(kind);
    text.contains("Sql") || is_text(&text)
}

fn is_text(kind: &str) -> bool {
    kind.contains("'static str") || kind.contains("Either")
}

/// A type as text.
fn tokens_of(kind: &syn::Type) -> String {
    match kind {
        syn::Type::Path(path) => path.path.segments.last().map(|last| last.ident.to_string()).unwrap_or_default(),
        syn::Type::Reference(reference) => {
            let lifetime = reference.lifetime.as_ref().map(|lifetime| lifetime.to_string()).unwrap_or_default();
            format!("{lifetime} {}", tokens_of(&reference.elem))
        }
        syn::Type::Tuple(tuple) => tuple.elems.iter().map(tokens_of).collect::<Vec<_>>().join(","),
        _ => String::new(),
    }
}

fn join<'a>(values: impl IntoIterator<Item = Option<Value<'a>>>) -> Option<Value<'a>> {
    values.into_iter().flatten().reduce(either)
}

fn product<A, B, C: Ord>(ones: &[A], others: &[B], pair: impl Fn(&A, &B) -> C) -> Vec<C> {
    let mut all: Vec<C> =
        ones.iter().flat_map(|one| others.iter().map(|other| pair(one, other)).collect::<Vec<_>>()).collect();
    all.sort();
    all.dedup();
    all.truncate(VARIANTS_MAX);
    all
}

#[test]
fn a_statement_is_rebuilt_through_variables_branches_and_functions() {
    let text = r#"
        const WHOLE: &str = "select a from t where org_id = ";
        fn whole() -> Sql { sql(WHOLE) }
        impl Reach { fn limit(&self, statement: Sql, text: &'static str) -> Sql {
            match self { Reach::All => statement, Reach::Some(ids) => statement.with_list(text, ids.iter()) } } }
        async fn list(db: &Db, reach: &Reach, down: bool, late: Option<i64>) -> Result<Vec<A>> {
            let mut statement = whole().with("", org).with_opt(" and late = ", late);
            if let Some(word) = word { statement = statement.with(" and word = ", word); }
            let order = if down { " order by a desc" } else { " order by a" };
            statement = reach.limit(statement, " and place in ").push(order);
            let lock = Either { sqlite: "", postgres: " for update" };
            statement.push(lock).all(db).await
        }
        async fn mend(db: &Db) { db.run(sql("update t set a = $1 where b = $2").bind(1).bind(2).with(" and c = ", 3)).await }
        fn lost(column: &'static str) -> Sql { sql(column) }
    "#;
    let source = Source { path: "src/t.rs".into(), text: text.into() };
    let mut found = Read::default();
    read(&[source], &mut found);
    let texts: Vec<&str> = found.statements.iter().map(|statement| statement.sqlite.as_str()).collect();
    let head = "select a from t where org_id = $1 and late = $2 and word = $3";
    let wanted = [
        format!("{head} and place in ($4) order by a"),
        format!("{head} and place in ($4) order by a desc"),
        format!("{head} order by a"),
        format!("{head} order by a desc"),
        "update t set a = $1 where b = $2 and c = $3".to_owned(),
    ];
    assert_eq!(texts, wanted);
    assert!(
        found
            .statements
            .iter()
            .filter(|statement| statement.sqlite.starts_with("select"))
            .all(|statement| statement.postgres.ends_with(" for update"))
    );
    let reached: BTreeSet<usize> = found.statements.iter().flat_map(|statement| statement.from.clone()).collect();
    let unread: Vec<&str> = (0..found.beginnings.len())
        .filter(|at| !reached.contains(at))
        .map(|at| found.beginnings[at].function.as_str())
        .collect();
    assert_eq!(unread, ["lost"]);
}
